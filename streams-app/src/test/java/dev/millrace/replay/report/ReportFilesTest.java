package dev.millrace.replay.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.replay.report.SyntheticReplay.Entry;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFilesTest {

    @TempDir
    Path folder;

    @Test
    void shouldWriteAllFiles() throws IOException {
        assertThat(names(write(JsonReportTest.report())))
                .containsExactly("report.json", "curves.csv", "report.html", "loss-curves.png", "rate-loss.png");
    }

    @Test
    void shouldGiveTheSameBytesWhenWrittenAgain() throws IOException {
        List<Path> files = write(JsonReportTest.report());
        byte[][] first = new byte[files.size()][];
        for (int i = 0; i < first.length; i++) {
            first[i] = Files.readAllBytes(files.get(i));
        }

        write(JsonReportTest.report());

        for (int i = 0; i < first.length; i++) {
            assertThat(files.get(i)).hasBinaryContent(first[i]);
        }
    }

    @Test
    void shouldRemoveTheFormerRateChartWhenThereIsOneRateOnly() throws IOException {
        write(JsonReportTest.report());

        List<Path> files = write(
                new SyntheticReplay().with(new Entry("a").losing(10, i -> 0.4)).report());

        assertThat(names(files)).containsExactly("report.json", "curves.csv", "report.html", "loss-curves.png");
        assertThat(folder.resolve("out").resolve("rate-loss.png")).doesNotExist();
    }

    @Test
    void shouldDrawTheLeaderInItsColour() throws IOException {
        write(JsonReportTest.report());

        BufferedImage losses = image("loss-curves.png");
        BufferedImage rates = image("rate-loss.png");

        assertThat(losses.getWidth()).isEqualTo(1_600);
        assertThat(losses.getHeight()).isEqualTo(900);
        assertThat(rates.getWidth()).isEqualTo(1_600);
        assertThat(pixels(losses, Slide.colour(0).getRGB())).isGreaterThan(1_000);
        assertThat(pixels(losses, Slide.colour(5).getRGB())).isZero();
    }

    @Test
    void shouldDrawWhenThereAreNoFigures() throws IOException {
        write(new SyntheticReplay()
                .with(new Entry("a").losing(2, i -> Double.NaN))
                .report());
        write(new SyntheticReplay().with(new Entry("a")).report());

        assertThat(image("loss-curves.png").getWidth()).isEqualTo(1_600);
    }

    private List<Path> write(ReplayReport report) throws IOException {
        return ReportFiles.write(folder.resolve("out"), report, "application: flights\n", SyntheticReplay.TIMES);
    }

    private BufferedImage image(String name) throws IOException {
        return ImageIO.read(folder.resolve("out").resolve(name).toFile());
    }

    private static int pixels(BufferedImage image, int colour) {
        int count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                count += image.getRGB(x, y) == colour ? 1 : 0;
            }
        }
        return count;
    }

    private static List<String> names(List<Path> files) {
        return files.stream().map(file -> file.getFileName().toString()).toList();
    }
}
