//! The table of scenario discovery for the terminal: the limits of every box and what they hold.

use std::path::Path;

use crate::kernel::language::Language;
use crate::report::lettered::wrapped;
use crate::report::sheets::{Asked, Row, Sheet};
use crate::report::tables::{broken, interval, keep_lines, plain, right, rounded};
use crate::report::titles::Titles;

/// A quasi-p-value from which a limit is marked as one that chance gives too.
const BY_CHANCE: f64 = 0.05;
/// The least quasi-p-value that is spelled out.
const LEAST_SHOWN: f64 = 0.001;

/// The table of a result.
pub(super) fn table(folder: &Path, width: u16, titles: &Titles) -> csv::Result<String> {
    let asked = Asked::read(folder, titles.language)?;
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
    let language = titles.language;
    let (title, each) = (&asked.title, asked.runs());
    let bounds = asked.thresholds.join(titles.say(" and ", " 且 "));
    let lead = match language {
        Language::English => {
            format!("{title}: {hits} of {all} points are of interest ({bounds}), {each}")
        }
        Language::Chinese => {
            format!("{title}：{all} 个点中有 {hits} 个属关注情形（{bounds}），{each}")
        }
    };
    let mut text = wrapped(&lead, width);
    let undefined = cases.rows().count() - all;
    if undefined > 0 {
        let more = match language {
            Language::English => {
                format!("{undefined} more have no figure to be judged by and are left out")
            }
            Language::Chinese => format!("另有 {undefined} 个点无判断所需指标，不计入"),
        };
        text.push_str(&wrapped(&more, width));
    }
    for row in discovery.rows() {
        let name = row.text("box");
        if name == "all" {
            let together = titles.say("all boxes together: ", "全部区域合计：");
            let together = format!("{together}{}", figures(row, titles));
            text.push('\n');
            text.push_str(&wrapped(&together, width));
            continue;
        }
        let figures = figures(row, titles);
        let lead = match language {
            Language::English => format!("box {name}: {figures}"),
            Language::Chinese => format!("区域 {name}：{figures}"),
        };
        text.push('\n');
        text.push_str(&wrapped(&lead, width));
        let mut table = plain(width);
        table.set_header([
            titles.say("input", "变量"),
            titles.say("limits", "界限"),
            titles.say("quasi-p", "准 p 值"),
            titles.say("searches", "搜索占比"),
        ]);
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
                self::limits(limit, language),
                if doubtful { format!("{p} !") } else { p },
                percent(limit.text("restricted_share")),
            ]);
        }
        right(&mut table, 2..4);
        keep_lines(&mut table, 0);
        if restricted == 0 {
            let nothing = titles.say(
                "no limit on any input makes a better box than none: this says nothing",
                "对任何变量设限均不优于不设限：无法得出结论",
            );
            text.push_str(&wrapped(nothing, width));
        } else {
            text.push_str(&format!(
                "{table}\n{}",
                verdict(row, asked.resamples, width, titles)
            ));
        }
    }
    let notes = notes(titles);
    text.push('\n');
    text.push_str(&wrapped(notes, width));
    Ok(text)
}

/// What the columns of the table mean.
fn notes(titles: &Titles) -> &'static str {
    titles.language.choose(
        "limits: those of the box (95 % interval over searches of resampled points)\n\
         quasi-p: chance of as dense a box without this limit; ! above 0.05\n\
         searches: share of searches of resampled points that limit the input at all\n\
         density, coverage, mass: with 95 % intervals for the box as it is, which leave out that it was \
         looked for",
        "界限：该区域的界限（括号内为对重抽样点搜索所得 95 % 区间）\n\
         准 p 值：不设此界限而得到同等密度的概率；! 表示大于 0.05\n\
         搜索占比：对重抽样点的搜索中对该变量设限的比例\n\
         密度、覆盖率、占比：附该区域的 95 % 区间，未计入搜索本身的选择",
    )
}

fn figures(row: Row<'_>, titles: &Titles) -> String {
    let figure = |name: &str| {
        let bound = |which| row.text(&format!("{name}_ci_{which}"));
        let interval = interval(bound("low"), bound("high"), titles.language);
        format!("{} ({interval})", rounded(row.text(name), 3))
    };
    let [density, coverage, mass] = ["density", "coverage", "mass"].map(figure);
    match titles.language {
        Language::English => format!("density {density}, coverage {coverage}, mass {mass}"),
        Language::Chinese => format!("密度 {density}，覆盖率 {coverage}，占比 {mass}"),
    }
}

/// The limits of an input with the spread of each, or the words that are let through.
fn limits(row: Row<'_>, language: Language) -> String {
    if !row.text("words").is_empty() {
        return row.text("words").to_owned();
    }
    let limit = |sign: &str, name: &str| {
        let at = row.text(name);
        let bound = |which| row.text(&format!("{name}_ci_{which}"));
        let spread = interval(bound("low"), bound("high"), language);
        (!at.is_empty()).then(|| format!("{sign} {} ({spread})", rounded(at, 3)))
    };
    let both = [limit(">=", "low"), limit("<=", "high")];
    both.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

/// What is to be made of a box, where something is to be said.
fn verdict(row: Row<'_>, resamples: u64, width: u16, titles: &Titles) -> String {
    let rate = rounded(row.text("base_rate"), 3);
    let shuffled = row.shuffled(resamples, titles.language);
    let mut text = match titles.language {
        Language::English => {
            format!("base rate {rate}; searches of shuffled cases that do as well: {shuffled}\n")
        }
        Language::Chinese => format!("基准比率 {rate}；打乱后搜索结果同样好的次数：{shuffled}\n"),
    };
    if !row.holds("stands") {
        let base = row.number("base_rate").unwrap_or(0.0);
        let is_dense = row.interval("density_").is_some_and(|(low, _)| low > base);
        let is_chance = row.number("search_p").is_some_and(|p| p > BY_CHANCE);
        let dull = titles.say(
            "its density cannot be told from the base rate",
            "其密度与基准比率无法区分",
        );
        let chance = titles.say(
            "a search finds as good a box where there is none",
            "在并无区域之处搜索也能得到同样好的区域",
        );
        let why = match (is_dense, is_chance) {
            (true, _) => chance.to_owned(),
            (false, true) => format!("{dull}{}{chance}", titles.say(", and ", "，且")),
            (false, false) => dull.to_owned(),
        };
        let nothing = titles.say("this box says nothing: ", "该区域不足为据：");
        text.push_str(&format!("{nothing}{why}\n"));
    }
    let wanted = row.text("rule").split_once(">= ");
    let wanted = wanted.and_then(|(_, least)| least.parse::<f64>().ok());
    if let Some((wanted, density)) = wanted.zip(row.number("density"))
        && density < wanted
    {
        let densest = titles.say(
            "no box is as dense as wanted: this is the densest\n",
            "没有区域达到所需密度：此为最密者\n",
        );
        text.push_str(densest);
    }
    wrapped(&text, width)
}

fn percent(share: &str) -> String {
    share.parse::<f64>().map_or_else(
        |_| "-".to_owned(),
        |share| format!("{:.1} %", 100.0 * share),
    )
}
