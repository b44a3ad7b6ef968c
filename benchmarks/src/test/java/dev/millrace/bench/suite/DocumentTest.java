package dev.millrace.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bench.report.Bar;
import dev.millrace.bench.report.Figures;
import dev.millrace.bench.report.Growth;
import dev.millrace.bench.report.Report;
import java.util.List;
import org.junit.jupiter.api.Test;

class DocumentTest {

    private static final List<Entry> SUITE = List.of(
            new Entry("core", List.of(), List.of("--rounds", "1"), "The learner alone."),
            new Entry("growth", List.of("--to", "26"), List.of("--to", "12"), "How the cost grows."),
            new Entry("memory", List.of(), List.of("--events", "9"), "With little memory."));

    @Test
    void shouldBeTheGoldenDocumentWhenAllIsOfOneMachine() {
        Results results = new Results(SUITE);
        results.add(new Section("growth", false, "2026-02-01", machine("abacus"), growth()));
        results.add(new Section("core", false, "2026-01-31", machine("abacus"), core()));

        assertThat(page(results)).isEqualTo("""
                # Benchmarks

                Introduction.

                ## What is wanted, and what is reached

                | ratio | wanted | median | min | max | reached | command |
                | --- | --- | ---: | ---: | ---: | --- | --- |
                | core / a\\|b | at least 2 | 2.500 | 2.000 | 3.000 | yes | `./millrace bench core` |
                | core / loop | at least 0.7 | 0.500 | 0.500 | 0.500 | [no](performance-notes.md) | `./millrace bench core` |

                ## `./millrace bench core`

                The learner alone.

                Measured on 2026-01-31: 10 rows.

                | ratio | median | min | max | wanted | reached |
                | --- | ---: | ---: | ---: | --- | --- |
                | core / a\\|b | 2.500 | 2.000 | 3.000 | at least 2 | yes |
                | core / loop | 0.500 | 0.500 | 0.500 | at least 0.7 | [no](performance-notes.md) |
                | core / moa | 157 | 157 | 157 | - | - |

                | figure | unit | median | min | max |
                | --- | --- | ---: | ---: | ---: |
                | core | rows/s | 1,234,567 | 1,234,567 | 1,234,567 |
                | loss | nats | 0.4321 | 0.4321 | 0.4321 |

                A note.

                In short, to see that it works: `./millrace bench core --rounds 1`

                ## `./millrace bench growth --to 26`

                How the cost grows.

                Measured on 2026-02-01: to 2^26.

                | rows | ns an event | min | max | slope |
                | ---: | ---: | ---: | ---: | ---: |
                | 1 | 3.00 | 3.00 | 3.00 |  |
                | 1,024 | 96.00 | 90.00 | 99.00 | 0.50 |

                Slope 0.50 over all sizes. Too few sizes to tell where it bends.

                In short, to see that it works: `./millrace bench growth --to 12`

                ## `./millrace bench memory`

                With little memory.

                Not measured yet.

                In short, to see that it works: `./millrace bench memory --events 9`

                ## The machine

                | | |
                | --- | --- |
                | processor | abacus |
                | cores | 2 |
                """);
    }

    @Test
    void shouldSayWhatIsOfAShortFormAndOfWhichMachineWhenTheyDiffer() {
        Results results = new Results(SUITE);
        results.add(new Section("core", true, "2026-01-31", machine("abacus"), core()));
        results.add(new Section("growth", false, "2026-02-01", machine("slide rule"), growth()));
        results.add(new Section("gone", false, "2026-02-01", machine("fingers"), growth()));

        assertThat(page(results))
                .contains(
                        "**Some of this document was measured in a short form, which shows that a benchmark works, not how fast"
                                + " anything is.**\n\n| ratio |")
                .contains("| core / loop | at least 0.7 | 0.500 | 0.500 | 0.500 | no (short) |"
                        + " `./millrace bench core --rounds 1` |\n")
                .contains("Measured on 2026-01-31, **in the short form**: 10 rows.\n")
                .contains("Measured on 2026-02-01: to 2^26.\n")
                .endsWith("""
                        ## The machine

                        Of core:

                        | | |
                        | --- | --- |
                        | processor | abacus |
                        | cores | 2 |

                        Of growth:

                        | | |
                        | --- | --- |
                        | processor | slide rule |
                        | cores | 2 |
                        """)
                .doesNotContain("performance-notes.md");
    }

    /** Without the comment that it begins with. */
    private static String page(Results results) {
        String page = Document.of("# Benchmarks\n\nIntroduction.", SUITE, results);
        assertThat(page).startsWith(Document.COMMENT + "\n\n");
        return page.substring(Document.COMMENT.length() + 2);
    }

    private static ObjectNode machine(String processor) {
        return Figures.object().put("processor", processor).put("cores", 2);
    }

    private static ObjectNode core() {
        return new Report("core", "10 rows")
                .figure("core", "rows/s", List.of(1_234_567.0))
                .figure("loss", "nats", List.of(0.43213))
                .ratio("core / a|b", List.of(2.0, 2.5, 3.0), Bar.atLeast(2))
                .ratio("core / loop", List.of(0.5), Bar.atLeast(0.7))
                .ratio("core / moa", List.of(157.2))
                .note("A note.")
                .json();
    }

    private static ObjectNode growth() {
        return new Report("growth", "to 2^26")
                .growth(new Growth(
                        "rows",
                        "ns an event",
                        List.of(new Growth.Point(1, List.of(3.0)), new Growth.Point(1024, List.of(90.0, 96.0, 99.0))),
                        "why"))
                .json();
    }
}
