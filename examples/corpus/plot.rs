//! Cost against size, both on scales of powers of ten: a line of slope one is linear.

use crate::row::Row;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 300.0;
const MARGIN: f64 = 60.0;

/// An SVG with a chart for CPU seconds and one for memory.
pub fn svg(rows: &[Row]) -> String {
    let points = |of: fn(&Row) -> f64| -> Vec<(f64, f64)> {
        rows.iter()
            .filter(|row| row.bytes > 0)
            .map(|row| (row.bytes as f64 / 1e6, of(row)))
            .collect()
    };
    // Ticks of the kernel's clock are 10 ms: less is shown as half of one.
    let cpu = chart(
        "generation, CPU seconds",
        &points(|row| row.generation.max(0.005)),
        0.0,
    );
    let memory = chart(
        "peak memory, MiB",
        &points(|row| row.memory.max(1) as f64),
        HEIGHT + MARGIN,
    );
    let height = 2.0 * (HEIGHT + MARGIN) + MARGIN;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {height}\" font-family=\"sans-serif\" \
         font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n{cpu}{memory}</svg>\n",
        WIDTH + 2.0 * MARGIN
    )
}

/// Powers of ten around values.
fn range(values: impl Iterator<Item = f64> + Clone) -> (i32, i32) {
    let low = values
        .clone()
        .fold(f64::INFINITY, f64::min)
        .max(1e-6)
        .log10()
        .floor();
    let high = values
        .fold(f64::NEG_INFINITY, f64::max)
        .max(1e-5)
        .log10()
        .ceil();
    (low as i32, (high as i32).max(low as i32 + 1))
}

fn chart(title: &str, points: &[(f64, f64)], top: f64) -> String {
    let (left, right) = range(points.iter().map(|point| point.0));
    let (low, high) = range(points.iter().map(|point| point.1));
    let x =
        |value: f64| MARGIN + (value.log10() - f64::from(left)) / f64::from(right - left) * WIDTH;
    let y = |value: f64| {
        top + MARGIN + HEIGHT - (value.log10() - f64::from(low)) / f64::from(high - low) * HEIGHT
    };
    let mut out = format!(
        "<text x=\"{MARGIN}\" y=\"{}\">{title}, by size of the specification</text>\n",
        top + 40.0
    );
    for power in left..=right {
        let at = x(10f64.powi(power));
        out.push_str(&line(
            (at, top + MARGIN),
            (at, top + MARGIN + HEIGHT),
            "#ddd",
        ));
        out.push_str(&label(
            at - 14.0,
            top + MARGIN + HEIGHT + 16.0,
            &format!("{} MB", 10f64.powi(power)),
        ));
    }
    for power in low..=high {
        let at = y(10f64.powi(power));
        out.push_str(&line((MARGIN, at), (MARGIN + WIDTH, at), "#ddd"));
        out.push_str(&label(8.0, at + 4.0, &10f64.powi(power).to_string()));
    }
    for (size, cost) in points {
        out.push_str(&format!(
            "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"3\" fill=\"#2563eb\" fill-opacity=\"0.5\"/>\n",
            x(*size),
            y(*cost)
        ));
    }
    // Linear: through the largest specification.
    if let Some((size, cost)) = points.iter().copied().max_by(|a, b| a.0.total_cmp(&b.0)) {
        let at = |value: f64| (x(value), y(cost * value / size));
        let smallest = (size * 10f64.powi(low) / cost).max(10f64.powi(left));
        out.push_str(&line(at(smallest), at(size), "#dc2626"));
    }
    out
}

fn line(from: (f64, f64), to: (f64, f64), colour: &str) -> String {
    format!(
        "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"{colour}\"/>\n",
        from.0, from.1, to.0, to.1
    )
}

fn label(x: f64, y: f64, text: &str) -> String {
    format!("<text x=\"{x:.1}\" y=\"{y:.1}\" fill=\"#555\">{text}</text>\n")
}
