//! The table of scenario discovery for the terminal: the limits of every box and what they hold.

use std::path::Path;

use crate::kernel::language::Language;
use crate::report::sheets::{Asked, Row, Sheet};
use crate::report::tables::{broken, interval, keep_lines, plain, right, rounded};

/// A quasi-p-value from which a limit is marked as one that chance gives too.
const BY_CHANCE: f64 = 0.05;
/// The least quasi-p-value that is spelled out.
const LEAST_SHOWN: f64 = 0.001;

/// The table of a result.
pub(super) fn table(folder: &Path, width: u16) -> csv::Result<String> {
    let asked = Asked::read(folder, Language::English)?;
    let boxes = Sheet::read(&folder.join("boxes.csv"))?;
    let discovery = Sheet::read(&folder.join("discovery.csv"))?;
    let cases = Sheet::read(&folder.join("cases.csv"))?;
    let defined = cases
        .rows()
        .filter(|row| !row.text("of_interest").is_empty());
    let (all, hits) = (
        defined.clone().count(),
        defined.filter(|row| row.holds("of_interest")).count(),
    );
    let mut text = format!(
        "{}: {hits} of {all} points are of interest ({}), {}\n",
        asked.title,
        asked.thresholds.join(" and "),
        asked.runs()
    );
    let undefined = cases.rows().count() - all;
    if undefined > 0 {
        text.push_str(&format!(
            "{undefined} more have no figure to be judged by and are left out\n"
        ));
    }
    for row in discovery.rows() {
        let name = row.text("box");
        if name == "all" {
            text.push_str(&format!("\nall boxes together: {}\n", figures(row)));
            continue;
        }
        text.push_str(&format!("\nbox {name}: {}\n", figures(row)));
        let mut table = plain(width);
        table.set_header(["input", "limits", "quasi-p", "searches"]);
        let limits = boxes.rows().filter(|limit| limit.text("box") == name);
        let mut restricted = 0;
        for limit in limits.filter(|limit| limit.holds("restricted")) {
            restricted += 1;
            let quasi_p = limit.number("quasi_p");
            let doubtful = quasi_p.is_some_and(|p| p > BY_CHANCE);
            let p = match quasi_p {
                Some(p) if p < LEAST_SHOWN => format!("< {LEAST_SHOWN}"),
                _ => rounded(limit.text("quasi_p"), 2),
            };
            table.add_row([
                broken(limit.text("input"), usize::from(width / 3)),
                self::limits(limit),
                if doubtful { format!("{p} !") } else { p },
                percent(limit.text("restricted_share")),
            ]);
        }
        right(&mut table, 2..4);
        keep_lines(&mut table, 0);
        if restricted == 0 {
            text.push_str(
                "no limit on any input makes a better box than none: this says nothing\n",
            );
        } else {
            text.push_str(&format!("{table}\n{}", verdict(row, asked.resamples)));
        }
    }
    text.push_str(
        "\nlimits: those of the box (95 % interval over searches of resampled points)\n\
         quasi-p: chance of as dense a box without this limit; ! above 0.05\n\
         searches: share of searches of resampled points that limit the input at all\n\
         density, coverage, mass: with 95 % intervals for the box as it is, which leave out that it was \
         looked for\n",
    );
    Ok(text)
}

fn figures(row: Row<'_>) -> String {
    let figure = |name: &str| {
        let bound = |which| row.text(&format!("{name}_ci_{which}"));
        let interval = interval(bound("low"), bound("high"));
        format!("{} ({interval})", rounded(row.text(name), 3))
    };
    format!(
        "density {}, coverage {}, mass {}",
        figure("density"),
        figure("coverage"),
        figure("mass")
    )
}

/// The limits of an input with the spread of each, or the words that are let through.
fn limits(row: Row<'_>) -> String {
    if !row.text("words").is_empty() {
        return row.text("words").to_owned();
    }
    let limit = |sign: &str, name: &str| {
        let at = row.text(name);
        let bound = |which| row.text(&format!("{name}_ci_{which}"));
        let spread = interval(bound("low"), bound("high"));
        (!at.is_empty()).then(|| format!("{sign} {} ({spread})", rounded(at, 3)))
    };
    let both = [limit(">=", "low"), limit("<=", "high")];
    both.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

/// What is to be made of a box, where something is to be said.
fn verdict(row: Row<'_>, resamples: u64) -> String {
    let mut text = format!(
        "base rate {}; searches of shuffled cases that do as well: {}\n",
        rounded(row.text("base_rate"), 3),
        row.shuffled(resamples, Language::English)
    );
    if !row.holds("stands") {
        let base = row.number("base_rate").unwrap_or(0.0);
        let is_dense = row.interval("density_").is_some_and(|(low, _)| low > base);
        let is_chance = row.number("search_p").is_some_and(|p| p > BY_CHANCE);
        let dull = "its density cannot be told from the base rate";
        let chance = "a search finds as good a box where there is none";
        text.push_str("this box says nothing: ");
        text.push_str(&match (is_dense, is_chance) {
            (true, _) => chance.to_owned(),
            (false, true) => format!("{dull}, and {chance}"),
            (false, false) => dull.to_owned(),
        });
        text.push('\n');
    }
    let wanted = row.text("rule").split_once(">= ");
    let wanted = wanted.and_then(|(_, least)| least.parse::<f64>().ok());
    if let Some((wanted, density)) = wanted.zip(row.number("density"))
        && density < wanted
    {
        text.push_str("no box is as dense as wanted: this is the densest\n");
    }
    text
}

fn percent(share: &str) -> String {
    share.parse::<f64>().map_or_else(
        |_| "-".to_owned(),
        |share| format!("{:.1} %", 100.0 * share),
    )
}
