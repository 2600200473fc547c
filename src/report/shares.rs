//! The table of an attribution for the terminal: headline metrics by measures.

use std::path::Path;

use comfy_table::{ContentArrangement, Table};

use super::lettered::{columns, wrapped};
use super::tables::{columns_of_the_city, plain, right, rounded, signed};
use super::titles::Titles;
use crate::kernel::language::Language;
use crate::measures::MEASURES;

/// Significant digits of half an interval.
const DIGITS_OF_HALVES: usize = 2;

/// What is read of `attribution.csv`: an estimate, and then the bounds of its interval.
const COLUMNS: [&str; 16] = [
    "metric",
    "unit",
    "base",
    "variant",
    "article",
    "measure",
    "shapley",
    "shapley_ci_low",
    "shapley_ci_high",
    "alone",
    "alone_ci_low",
    "alone_ci_high",
    "without",
    "without_ci_low",
    "without_ci_high",
    "n",
];

/// Where each stands.
mod column {
    pub(super) const METRIC: usize = 0;
    pub(super) const UNIT: usize = 1;
    pub(super) const BASE: usize = 2;
    pub(super) const VARIANT: usize = 3;
    pub(super) const ARTICLE: usize = 4;
    pub(super) const MEASURE: usize = 5;
    pub(super) const SHAPLEY: usize = 6;
    pub(super) const ALONE: usize = 9;
    pub(super) const WITHOUT: usize = 12;
    pub(super) const N: usize = 15;
}

/// A metric's rows of the file: its measures, then the total.
type Block<'a> = &'a [Row];

/// What is read of a row.
type Row = [String; COLUMNS.len()];

/// The shares of the headline metrics: measures side by side if they fit, else one below the other.
///
/// # Errors
///
/// What reading the file says.
pub(super) fn attributed(path: &Path, width: u16, titles: &Titles) -> csv::Result<String> {
    let rows = columns_of_the_city(path, COLUMNS)?;
    let blocks: Vec<Block<'_>> = rows
        .chunk_by(|row, next| row[column::METRIC] == next[column::METRIC])
        .filter(|block| !is_of_a_measure(&block[0][column::METRIC]))
        .filter(|block| block.iter().any(moves))
        .collect();
    let Some(first) = blocks.first() else {
        let nothing = titles.say(
            "no headline metric of the city moves in any combination",
            "各措施组合下，全市主要指标均无变化",
        );
        return Ok(wrapped(nothing, width));
    };
    let n = blocks.iter().map(|block| block[0][column::N].as_str());
    let table = [(" ± ", true), ("\n±", true), ("\n±", false)]
        .into_iter()
        .find_map(|(between, with_units)| side_by_side(&blocks, width, titles, between, with_units))
        .unwrap_or_else(|| below_each_other(&blocks, width, titles));
    let (base, variant) = (&first[0][column::BASE], &first[0][column::VARIANT]);
    let n = from_to(n.filter_map(|n| n.parse().ok()), titles);
    let lead = match titles.language {
        Language::English => format!(
            "{variant} (variant) against {base} (base), city: Shapley shares of the difference, {n} \
             replications"
        ),
        Language::Chinese => format!(
            "{variant}（变体）与 {base}（基准）对比，全市：配对差值的 Shapley 分摊，重复 {n} 次"
        ),
    };
    Ok(format!(
        "{}{table}\n{}\n{}\n",
        wrapped(&lead, width),
        legend(first, width, titles),
        titles.say("± half of the 95 % interval", "±：95 % 区间的半宽"),
    ))
}

/// A count, or the least and the greatest where counts differ.
fn from_to(counts: impl Iterator<Item = u64> + Clone, titles: &Titles) -> String {
    let (least, most) = (counts.clone().min(), counts.max());
    match (least, most) {
        (Some(least), Some(most)) if least < most => {
            titles.range(&least.to_string(), &most.to_string())
        }
        (_, most) => most.unwrap_or(0).to_string(),
    }
}

/// Whether a metric counts what one measure does: its share is known beforehand.
fn is_of_a_measure(metric: &str) -> bool {
    let owner = metric.split('.').next();
    MEASURES.iter().any(|measure| Some(measure.name) == owner)
}

/// Whether anything of a measure or of the total is not zero.
fn moves(row: &Row) -> bool {
    [column::SHAPLEY, column::ALONE, column::WITHOUT]
        .iter()
        .any(|&at| !row[at].is_empty() && row[at] != "0")
}

/// A row a metric and a column a measure; nothing if that is too wide.
fn side_by_side(
    blocks: &[Block<'_>],
    width: u16,
    titles: &Titles,
    between: &str,
    with_units: bool,
) -> Option<String> {
    let first = blocks.first()?;
    let mut table = plain(width);
    table.set_content_arrangement(ContentArrangement::Disabled);
    let lead = |metric: &str, unit: &str| {
        let unit = with_units.then(|| unit.to_owned());
        std::iter::once(metric.to_owned()).chain(unit)
    };
    let heads = lead(titles.say("metric", "指标"), titles.say("unit", "单位"));
    table.set_header(heads.chain(first.iter().map(|row| head(row, titles))));
    for block in blocks {
        let shares = block
            .iter()
            .map(|row| estimate(row, column::SHAPLEY, between));
        let (metric, unit) = (&block[0][column::METRIC], &block[0][column::UNIT]);
        table.add_row(lead(titles.name(metric), titles.unit(unit)).chain(shares));
    }
    let figures = 1 + usize::from(with_units);
    right(&mut table, figures..figures + first.len());
    let text = table.to_string();
    (widest(&text) <= width.into()).then_some(text)
}

/// The article of a measure, or the word for all of them.
fn head(row: &Row, titles: &Titles) -> String {
    match row[column::ARTICLE].as_str() {
        "" => titles.say(&row[column::MEASURE], "合计").to_owned(),
        article => article.to_owned(),
    }
}

/// A table a metric, with a row a measure.
fn below_each_other(blocks: &[Block<'_>], width: u16, titles: &Titles) -> String {
    let text = |with_names: bool, between: &str| {
        let tables = blocks.iter().map(|block| {
            let (name, unit) = (&block[0][column::METRIC], &block[0][column::UNIT]);
            let table = one_block(block, width, titles, with_names, between);
            let title = titles.with_unit(name, unit);
            format!("{}{table}", wrapped(&title, width))
        });
        tables.collect::<Vec<_>>().join("\n")
    };
    [(true, " ± "), (false, " ± ")]
        .into_iter()
        .map(|(with_names, between)| text(with_names, between))
        .find(|text| widest(text) <= width.into())
        .unwrap_or_else(|| text(false, "\n±"))
}

fn one_block(
    block: Block<'_>,
    width: u16,
    titles: &Titles,
    with_names: bool,
    between: &str,
) -> Table {
    let mut table = plain(width);
    table.set_content_arrangement(ContentArrangement::Disabled);
    table.set_header([
        "",
        titles.say("share", "分摊值"),
        titles.say("alone", "单独效应"),
        titles.say("without", "剔除效应"),
    ]);
    for row in block {
        let mut lead = head(row, titles);
        if with_names && !row[column::ARTICLE].is_empty() {
            lead = format!("{lead} {}", titles.name(&row[column::MEASURE]));
        }
        let estimates = [column::SHAPLEY, column::ALONE, column::WITHOUT]
            .map(|column| estimate(row, column, between));
        table.add_row([lead].into_iter().chain(estimates));
    }
    right(&mut table, 1..4);
    table
}

fn widest(text: &str) -> usize {
    let widths = text.lines().map(columns);
    widths.max().unwrap_or(0)
}

/// A mean with half its interval; a mark where there is none.
fn estimate(row: &Row, at: usize, between: &str) -> String {
    if row[at].is_empty() {
        return String::new();
    }
    let mean = signed(&row[at]);
    let bounds = (row[at + 1].parse::<f64>(), row[at + 2].parse::<f64>());
    match bounds {
        (Ok(low), Ok(high)) if mean != "0" || high > low => {
            let half = rounded(&((high - low) / 2.0).to_string(), DIGITS_OF_HALVES);
            format!("{mean}{between}{half}")
        }
        _ => mean,
    }
}

/// The measures with their articles, in lines that keep to a width.
fn legend(block: Block<'_>, width: u16, titles: &Titles) -> String {
    let mut text = String::new();
    let mut taken = 0;
    for row in block.iter().filter(|row| !row[column::ARTICLE].is_empty()) {
        let entry = format!(
            "{} {}",
            row[column::ARTICLE],
            titles.name(&row[column::MEASURE])
        );
        let fits = taken + 3 + columns(&entry) <= width.into();
        let gap = match (text.is_empty(), fits) {
            (true, _) => "",
            (false, true) => ", ",
            (false, false) => ",\n",
        };
        taken = if gap.ends_with('\n') {
            0
        } else {
            taken + gap.len()
        } + columns(&entry);
        text = text + gap + &entry;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of metrics split over eight measures: two that move, one that does not, and one that
    /// counts what a measure does.
    fn file(folder: &Path) -> std::path::PathBuf {
        let mut text = "metric,scope,place,unit,base,variant,article,measure,shapley,shapley_sd,\
             shapley_ci_low,shapley_ci_high,alone,alone_sd,alone_ci_low,alone_ci_high,without,\
             without_sd,without_ci_low,without_ci_high,n\n"
            .to_owned();
        for (metric, size, n) in [
            ("first_negotiation.projects_reassigned", 7.5, 18),
            ("land.idle_share", 0.0, 19),
            ("leads.hoarded", 12.5, 20),
            ("placement.hhi", 0.0125, 19),
        ] {
            let head = format!("{metric},city,city,unit,before,after");
            for measure in &MEASURES {
                let value = format!("{size},1,{},{}", size * 0.5, size * 1.5);
                text += &format!(
                    "{head},{},{},{value},{value},{value},{n}\n",
                    measure.article, measure.name
                );
            }
            text += &format!("{head},,total,{},,,,,,,,,,,,{n}\n", size * 8.0);
        }
        let path = folder.join("attribution.csv");
        std::fs::write(&path, text).unwrap();
        path
    }

    fn attributed(path: &Path, width: u16) -> csv::Result<String> {
        let folder = path.parent().unwrap();
        super::attributed(path, width, &Titles::read(folder, Language::English))
    }

    fn fits(text: &str, width: usize) -> bool {
        text.lines().all(|line| columns(line) <= width)
    }

    #[test]
    fn chinese_tables_keep_to_a_width_and_say_every_word_in_chinese() {
        let folder = tempfile::tempdir().unwrap();
        let path = file(folder.path());
        let titles = |record: &crate::measures::Measure| serde_json::json!({ "name": record.name, "title_zh": record.title.zh });
        let split: Vec<_> = MEASURES.iter().map(titles).collect();
        let metric = serde_json::json!({ "name": "leads.hoarded", "title_zh": "滞留线索" });
        let manifest = serde_json::json!({ "split": split, "metrics": [metric] });
        std::fs::write(folder.path().join("manifest.json"), manifest.to_string()).unwrap();
        let titles = Titles::read(folder.path(), Language::Chinese);
        for width in [60, 100, 130, 250] {
            let text = super::attributed(&path, width, &titles).unwrap();
            assert!(fits(&text, width.into()), "{text}");
            assert!(text.contains("滞留线索"), "{text}");
            assert!(!text.contains("total") && !text.contains("share"), "{text}");
        }
    }

    #[test]
    fn measures_stand_side_by_side_where_there_is_room() {
        let folder = tempfile::tempdir().unwrap();
        let path = file(folder.path());
        let wide = attributed(&path, 250).unwrap();
        assert!(
            wide.contains("after (variant) against before (base)"),
            "{wide}"
        );
        assert!(wide.contains("19 to 20 replications"), "{wide}");
        assert!(
            wide.contains("+12.5 ± 6.2") && wide.contains("+100"),
            "{wide}"
        );
        assert!(
            wide.contains("5 first_negotiation, 6 notification"),
            "{wide}"
        );
        assert!(
            !wide.contains("idle_share"),
            "what does not move has no row"
        );
        assert!(
            !wide.contains("projects_reassigned"),
            "what a measure alone counts has no row"
        );
        let middling = attributed(&path, 130).unwrap();
        assert!(
            middling.contains("+12.5") && !middling.contains("+12.5 ± 6.2"),
            "{middling}"
        );
        for (width, text) in [(250, &wide), (130, &middling)] {
            assert!(fits(text, width), "{text}");
        }
    }

    #[test]
    fn measures_stand_below_each_other_where_there_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = file(folder.path());
        let narrow = attributed(&path, 100).unwrap();
        assert!(fits(&narrow, 100), "{narrow}");
        for words in [
            "alone",
            "without",
            "placement.hhi (unit)",
            " 8 space_reuse ",
            "+0.1 ",
            "+12.5 ± 6.2",
        ] {
            assert!(narrow.contains(words), "{words} in {narrow}");
        }
        let narrowest = attributed(&path, 60).unwrap();
        assert!(fits(&narrowest, 60), "{narrowest}");
        assert!(narrowest.contains(" ±0.0063 "), "{narrowest}");
    }

    #[test]
    fn an_effect_on_nothing_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("attribution.csv");
        std::fs::write(&path, format!("scope,{}\n", COLUMNS.join(","))).unwrap();
        let told = attributed(&path, 80).unwrap();
        assert!(told.contains("no headline metric"), "{told}");
    }

    #[test]
    fn a_table_that_was_cut_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("attribution.csv");
        std::fs::write(&path, "metric,scope,unit\nland.output_per_ha,city,yi\n").unwrap();
        let told = attributed(&path, 80).unwrap_err().to_string();
        assert!(told.contains("has no column \"base\""), "{told}");
    }
}
