/**
 * The HTTP interface: which path asks what, how problems are told, and the server that listens. It computes no answer itself.
 */
@NullMarked
package dev.millrace.http;

import org.jspecify.annotations.NullMarked;
