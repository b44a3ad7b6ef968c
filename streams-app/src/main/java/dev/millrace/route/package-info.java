/**
 * Which instance of an application learns, which stand by, how old what they know is, and how one asks another.
 */
@NullMarked
package dev.millrace.route;

import org.jspecify.annotations.NullMarked;
