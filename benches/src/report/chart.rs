//! Charts as SVG: speed from zero on, or time on a scale of powers, against size on a scale of powers. The ground is
//! transparent, and every colour stands out on white and on black.

use std::fmt::Write;

use super::markdown::{speed, time};
use super::{Measured, MeasuredRow};
use crate::suite::Cells;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 400.0;
/// Room for the scales, the heading, and the names of the lines.
const LEFT: f64 = 76.0;
const RIGHT: f64 = 218.0;
const TOP: f64 = 44.0;
const BOTTOM: f64 = 52.0;
/// The least distance of two names.
const LINE: f64 = 16.0;

/// Text and scales.
const INK: &str = "#768390";
/// This family, then peers: tones in the middle between white and black.
const OWN: [&str; 6] = ["#1f83e0", "#2da44e", "#8a63d2", "#0f9aa8", "#c05fa8", "#5f7d1f"];
const PEERS: [&str; 5] = ["#d9730d", "#a9764f", "#cf4a4a", "#b5891c", "#8d7f78"];

/// A scale: where a number stands, and the numbers that are named.
struct Scale {
    /// Of powers; else of equal steps.
    powers: bool,
    low: f64,
    high: f64,
    /// Where the low end and the high end stand.
    ends: (f64, f64),
}

impl Scale {
    fn at(&self, value: f64) -> f64 {
        let on = |value: f64| if self.powers { value.ln() } else { value };
        let part = (on(value) - on(self.low)) / (on(self.high) - on(self.low));
        self.ends.0 + part * (self.ends.1 - self.ends.0)
    }

    /// Powers of ten, or steps of one, two or five.
    fn marks(&self) -> Vec<f64> {
        if self.powers {
            let powers = (self.low.log10().ceil() as i32)..=(self.high.log10().floor() as i32);
            return powers.map(|power| 10_f64.powi(power)).collect();
        }
        let rough = (self.high - self.low) / 6.0;
        let power = 10_f64.powf(rough.log10().floor());
        let step =
            [1.0, 2.0, 5.0, 10.0].map(|step| step * power).into_iter().find(|step| *step >= rough).unwrap_or(rough);
        (0..).map(|count| self.low + f64::from(count) * step).take_while(|mark| *mark <= self.high).collect()
    }
}

/// A line of the chart.
struct Series {
    name: &'static str,
    own: bool,
    colour: &'static str,
    points: Vec<(f64, f64)>,
}

fn series(measured: &Measured) -> Vec<Series> {
    let (mut own_colours, mut peer_colours) = (OWN.iter().cycle(), PEERS.iter().cycle());
    let value = |row: &MeasuredRow, name| {
        let candidate = row.candidate(name)?;
        let value = match measured.cells {
            Cells::Speed => speed(row, candidate),
            Cells::Time => candidate.times.median(candidate.threads),
        };
        Some((row.at, value))
    };
    let own = |name| measured.rows.iter().filter_map(|row| row.candidate(name)).any(|candidate| candidate.own);
    let make = |name| {
        let own = own(name);
        let colour = if own { own_colours.next() } else { peer_colours.next() }.copied().unwrap_or(INK);
        Series { name, own, colour, points: measured.rows.iter().filter_map(|row| value(row, name)).collect() }
    };
    measured.names().into_iter().map(make).collect()
}

/// The chart of a table, when it has one.
#[must_use]
pub fn draw(heading: &str, measured: &Measured) -> Option<String> {
    let against = measured.chart?;
    let all = series(measured);
    let points = || all.iter().flat_map(|series| &series.points);
    let range = |of: fn(&(f64, f64)) -> f64| {
        points().map(of).fold((f64::INFINITY, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)))
    };
    let (x, y) = (range(|point| point.0), range(|point| point.1));
    let x = Scale { powers: true, low: x.0, high: x.1, ends: (LEFT, WIDTH - RIGHT) };
    let times = measured.cells == Cells::Time;
    let low = if times { y.0 / 1.3 } else { 0.0 };
    let y = Scale { powers: times, low, high: y.1 * 1.1, ends: (HEIGHT - BOTTOM, TOP) };
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
         font-family=\"system-ui, sans-serif\" font-size=\"12\" fill=\"{INK}\">\n<title>{heading}</title>\n"
    );
    // Writing into a string does not fail.
    let _ = writeln!(out, "<text x=\"{LEFT}\" y=\"20\" font-size=\"14\" font-weight=\"600\">{heading}</text>");
    scales(&mut out, &x, &y, measured, against);
    // This family above the others.
    for series in all.iter().filter(|series| !series.own).chain(all.iter().filter(|series| series.own)) {
        let points: Vec<String> =
            series.points.iter().map(|(at, value)| format!("{:.1},{:.1}", x.at(*at), y.at(*value))).collect();
        let (width, dash) = if series.own { (2.5, "") } else { (1.8, " stroke-dasharray=\"5 4\"") };
        let (colour, points) = (series.colour, points.join(" "));
        let _ = writeln!(
            out,
            "<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\"{dash}/>"
        );
        for (at, value) in &series.points {
            let (cx, cy) = (x.at(*at), y.at(*value));
            let _ = writeln!(out, "<circle cx=\"{cx:.1}\" cy=\"{cy:.1}\" r=\"2.5\" fill=\"{colour}\"/>");
        }
    }
    names(&mut out, &all, &y);
    out.push_str("</svg>\n");
    Some(out)
}

fn scales(out: &mut String, x: &Scale, y: &Scale, measured: &Measured, against: &str) {
    let (bottom, right) = (HEIGHT - BOTTOM, WIDTH - RIGHT);
    let mut line = |from: (f64, f64), to: (f64, f64), strength: f64| {
        let _ = writeln!(
            out,
            "<path d=\"M{:.1} {:.1}L{:.1} {:.1}\" stroke=\"{INK}\" stroke-opacity=\"{strength}\"/>",
            from.0, from.1, to.0, to.1
        );
    };
    for mark in y.marks() {
        line((LEFT, y.at(mark)), (right, y.at(mark)), 0.25);
    }
    line((LEFT, bottom), (right, bottom), 0.9);
    for row in &measured.rows {
        line((x.at(row.at), bottom), (x.at(row.at), bottom + 5.0), 0.9);
    }
    for mark in y.marks() {
        let text = match measured.cells {
            Cells::Speed => format!("{mark:.1} GB/s"),
            Cells::Time => time(mark).replace(".00 ", " ").replace(".0 ", " "),
        };
        let _ =
            writeln!(out, "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{text}</text>", LEFT - 8.0, y.at(mark) + 4.0);
    }
    let mut free = f64::NEG_INFINITY;
    for row in &measured.rows {
        // About seven pixels a character: a name that would touch the last one is left out.
        let (at, half) = (x.at(row.at), row.name.len() as f64 * 3.5);
        if at - half > free {
            let _ =
                writeln!(out, "<text x=\"{at:.1}\" y=\"{}\" text-anchor=\"middle\">{}</text>", bottom + 20.0, row.name);
            free = at + half + 4.0;
        }
    }
    let middle = f64::midpoint(LEFT, right);
    let _ = writeln!(out, "<text x=\"{middle}\" y=\"{}\" text-anchor=\"middle\">{against}</text>", bottom + 40.0);
}

/// The names at the ends of the lines, moved apart where they would overlap.
fn names(out: &mut String, all: &[Series], y: &Scale) {
    let mut ends: Vec<(f64, &Series)> =
        all.iter().filter_map(|series| Some((y.at(series.points.last()?.1), series))).collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut places: Vec<f64> = ends.iter().map(|end| end.0).collect();
    let mut last = TOP - LINE;
    for place in &mut places {
        *place = place.max(last + LINE);
        last = *place;
    }
    // What was pushed over the end goes back up.
    let mut next = HEIGHT - BOTTOM + LINE;
    for place in places.iter_mut().rev() {
        *place = place.min(next - LINE);
        next = *place;
    }
    let x = WIDTH - RIGHT;
    for ((end, series), place) in ends.iter().zip(places) {
        let (colour, weight) = (series.colour, if series.own { "600" } else { "400" });
        let _ = writeln!(
            out,
            "<path d=\"M{:.1} {end:.1}L{:.1} {place:.1}\" stroke=\"{colour}\" stroke-opacity=\"0.6\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" fill=\"{colour}\" font-weight=\"{weight}\">{}</text>",
            x + 4.0,
            x + 14.0,
            x + 18.0,
            place + 4.0,
            series.name,
        );
    }
}
