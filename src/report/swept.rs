//! The terminal table of a sweep: between which values each output moves over the points.

use std::path::Path;

use super::lettered::wrapped;
use super::tables::{named, right, rounded};
use super::titles::Titles;
use crate::kernel::language::Language;

/// Significant digits of a figure.
const DIGITS: usize = 4;
/// Columns of the terminal below which points are not named.
const NARROW: u16 = 80;

/// An output over the points so far.
struct Output {
    name: String,
    unit: String,
    least: (f64, String),
    most: (f64, String),
    sum: f64,
    points: usize,
    /// The widest half-width of an interval, over points at which no run is undefined.
    widest: f64,
    /// Runs in which it is defined.
    runs: u64,
}

/// The table of a sweep.
pub(super) fn swept(summary: &Path, width: u16, titles: &Titles) -> csv::Result<String> {
    let mut reader = csv::Reader::from_path(summary)?;
    let head = reader.headers()?.clone();
    let at = |name: &str| head.iter().position(|column| column == name).unwrap_or(0);
    let columns = ["point", "output", "unit", "mean", "ci_low", "ci_high", "n"].map(at);
    let mut outputs: Vec<Output> = Vec::new();
    let (mut points, mut n) = (0_usize, 0_u64);
    for record in reader.records() {
        let record = record?;
        let [point, output, unit, mean, low, high, count] = columns.map(|at| &record[at]);
        points = points.max(point.parse().map_or(0, |point: usize| point + 1));
        let count: u64 = count.parse().unwrap_or(0);
        n = n.max(count);
        let known = outputs.iter().position(|known| known.name == output);
        let place = known.unwrap_or_else(|| {
            outputs.push(Output {
                name: output.to_owned(),
                unit: unit.to_owned(),
                least: (f64::INFINITY, String::new()),
                most: (f64::NEG_INFINITY, String::new()),
                sum: 0.0,
                points: 0,
                widest: 0.0,
                runs: 0,
            });
            outputs.len() - 1
        });
        let (Ok(mean), output) = (mean.parse::<f64>(), &mut outputs[place]) else {
            continue;
        };
        if mean < output.least.0 {
            output.least = (mean, point.to_owned());
        }
        if mean > output.most.0 {
            output.most = (mean, point.to_owned());
        }
        output.sum += mean;
        output.points += 1;
        output.runs += count;
        if let (Ok(low), Ok(high), true) = (low.parse::<f64>(), high.parse::<f64>(), count == n) {
            output.widest = output.widest.max((high - low) / 2.0);
        }
    }
    let all = points as u64 * n;
    let is_gap = outputs.iter().any(|output| output.runs < all);
    // Where there is little room, which points they are is left to the files.
    let is_narrow = width < NARROW;
    let mut head = vec![
        titles.say("output", "指标"),
        titles.say("least", "最小"),
        titles.say("at", "所在点"),
        titles.say("mean", "均值"),
        titles.say("most", "最大"),
        titles.say("at", "所在点"),
        "±",
    ];
    if is_narrow {
        head.retain(|head| *head != titles.say("at", "所在点"));
    }
    if is_gap {
        head.push(titles.say("undefined", "无定义"));
    }
    let mut rows = Vec::new();
    let short = |figure: f64| rounded(&figure.to_string(), DIGITS);
    for output in outputs.iter().filter(|output| output.points > 0) {
        let mut row = vec![titles.with_unit(&output.name, &output.unit)];
        row.push(short(output.least.0));
        row.extend((!is_narrow).then(|| output.least.1.clone()));
        row.push(short(output.sum / output.points as f64));
        row.push(short(output.most.0));
        row.extend((!is_narrow).then(|| output.most.1.clone()));
        row.push(short(output.widest));
        if is_gap {
            let undefined = all - output.runs;
            row.push(format!("{undefined}{}{all}", titles.say(" of ", "/")));
        }
        rows.push(row);
    }
    let mut table = named(&head, rows, width);
    right(&mut table, 1..head.len());
    let gaps = if is_gap {
        titles.say(
            "; undefined: runs without the figure, which are left out of its means",
            "；无定义：无此指标的运行次数，不计入均值",
        )
    } else {
        ""
    };
    let note = titles.say(
        "least, most: the points with the least and the largest mean; ±: the widest 95 % half-width of \
         a point's mean",
        "最小、最大：均值最小与最大的点；±：各点均值 95 % 区间半宽的最大值",
    );
    let lead = match titles.language {
        Language::English => {
            let each = titles.replications(&n.to_string());
            format!("{points} points, {each} of each")
        }
        Language::Chinese => format!("{points} 个点，每点重复 {n} 次"),
    };
    let note = wrapped(&format!("{note}{gaps}"), width);
    Ok(format!("{lead}\n{table}\n{note}"))
}
