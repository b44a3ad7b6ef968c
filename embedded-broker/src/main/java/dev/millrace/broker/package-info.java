/**
 * A real one-node Kafka broker and a small schema registry, for the demo and the tests. Both keep their state in a
 * directory and survive a SIGKILL; neither is meant for production.
 */
@NullMarked
package dev.millrace.broker;

import org.jspecify.annotations.NullMarked;
