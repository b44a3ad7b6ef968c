package dev.millrace.replay.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;

/** Charts that can be read from the last row: 1600 by 900 pixels, large letters, few lines. */
final class Slide {

    static final int WIDTH = 1_600;
    static final int HEIGHT = 900;

    private static final int MOST_LETTERS = 34;

    private static final Color[] COLOURS = {
        new Color(0x1d6fd8),
        new Color(0xe8730c),
        new Color(0x0e9f6e),
        new Color(0xd92d3a),
        new Color(0x7c4ddb),
        new Color(0xb8860b),
        new Color(0x0891b2),
        new Color(0xd6409f)
    };

    private Slide() {}

    static XYChart chart(String title, String x, String y) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        XYStyler style = chart.getStyler();
        style.setLocale(Locale.ROOT);
        style.setChartBackgroundColor(Color.WHITE);
        style.setPlotBorderVisible(false);
        style.setPlotGridLinesColor(new Color(0xe3e7eb));
        style.setPlotGridLinesStroke(new BasicStroke(1));
        style.setChartTitleBoxVisible(false);
        style.setChartTitleFont(font(Font.BOLD, 30));
        style.setChartTitlePadding(16);
        style.setAxisTitleFont(font(Font.PLAIN, 24));
        style.setAxisTickLabelsFont(font(Font.PLAIN, 22));
        style.setLegendFont(font(Font.PLAIN, 22));
        style.setLegendPosition(Styler.LegendPosition.OutsideE);
        style.setLegendBorderColor(Color.WHITE);
        style.setChartPadding(20);
        style.setMarkerSize(12);
        style.setXAxisTickMarkSpacingHint(150);
        style.setYAxisTickMarkSpacingHint(80);
        return chart;
    }

    /** The axis of losses, with room below and above. */
    static void setBounds(XYChart chart, double low, double high) {
        double room = high > low ? (high - low) * 0.08 : Math.max(Math.abs(high) * 0.1, 1e-9);
        chart.getStyler().setYAxisMin(low - room);
        chart.getStyler().setYAxisMax(high + room);
    }

    static Color colour(int number) {
        return COLOURS[number % COLOURS.length];
    }

    static String shortened(String name) {
        return TextColumns.shortened(name, MOST_LETTERS);
    }

    static byte[] png(XYChart chart) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        chart.paint(graphics, WIDTH, HEIGHT);
        graphics.dispose();
        try {
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            // A stream with a cache on disk registers a shutdown hook, which fails once Ctrl-C has begun the shutdown.
            try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(png)) {
                ImageIO.write(image, "png", out);
            }
            return png.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Font font(int style, int size) {
        return new Font(Font.SANS_SERIF, style, size);
    }
}
