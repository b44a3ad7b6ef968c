/** Asks a running application over HTTP, as anybody else could. It knows the interface, and nothing of what is behind it. */
@NullMarked
package dev.millrace.client;

import org.jspecify.annotations.NullMarked;
