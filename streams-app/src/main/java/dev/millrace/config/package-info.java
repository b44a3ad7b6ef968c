/**
 * The config file of an application: read from YAML, checked as a whole, and handed on as immutable records. Every
 * problem names its line and key; nothing is repaired silently.
 */
@NullMarked
package dev.millrace.config;

import org.jspecify.annotations.NullMarked;
