/**
 * From the result of a replay to what a person sees: candidates ranked, compared with the leader and judged in words, then
 * written as a table, JSON, CSV, a page and pictures. Pure but for the writing of files.
 */
@NullMarked
package dev.millrace.replay.report;

import org.jspecify.annotations.NullMarked;
