/** What tests share: events, configs, a broker. */
package dev.millrace.testing;
