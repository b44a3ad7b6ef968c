package dev.millrace.core.optimizer;

/** How a learner turns losses into weights: by one {@link Optimizer}, or by many that compete, {@link Auto}. */
public sealed interface UpdateRule permits Optimizer, Auto {}
