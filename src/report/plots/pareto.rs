//! Draws Pareto fronts: candidates by pairs of goals, those on the front with the words for them.

use std::path::Path;

use super::axes::{BEHIND, Dot, Key, Panel, Sheet, colon, draw_dot, ends, fit, with_ends};
use super::canvas::{BLACK, Folio, Ink, PALETTE, Picture, PlotError, Point};
use super::figures;
use super::lettering::{Align, Type};
use super::manifest::Manifest;
use crate::kernel::language::{Language, words};
use crate::report::sheets::{self, Asked, Goal, Row};

/// The share of resamples from which a candidate behind the front is drawn as close to it.
const CLOSE: f64 = 0.05;
/// Inputs above which candidates go by their numbers.
const WORDED: usize = 3;
const NAME: Type = Type::plain(10.5, BLACK);

/// Draws `pareto`, or `pareto_<n>` for each of several pairs of goals.
pub(super) fn draw(folder: &Path, manifest: &Manifest, folio: &mut Folio) -> Result<(), PlotError> {
    let path = folder.join("pareto.csv");
    let sheet = sheets::Sheet::read(&path).map_err(|e| PlotError::read(&path, &e))?;
    let asked = Asked::read(folder, manifest.language).map_err(|e| PlotError::read(folder, &e))?;
    let goals = asked.goals();
    let rows: Vec<Row<'_>> = sheet.rows().collect();
    let mut pairs = Vec::new();
    for (place, first) in goals.iter().enumerate() {
        for second in &goals[place + 1..] {
            // With many goals only the first is drawn against each of the others.
            if goals.len() <= 4 || place == 0 {
                pairs.push((*first, *second));
            }
        }
    }
    let several = pairs.len() > 1;
    for (number, (across, up)) in pairs.into_iter().enumerate() {
        let plot = Plot {
            asked: &asked,
            rows: &rows,
            across,
            up,
            goals: goals.len(),
        };
        let stem = if several {
            format!("pareto_{}", number + 1)
        } else {
            "pareto".to_owned()
        };
        folio.add(&stem, &plot.picture())?;
    }
    Ok(())
}

/// A picture of two goals.
struct Plot<'a> {
    asked: &'a Asked,
    rows: &'a [Row<'a>],
    across: Goal<'a>,
    up: Goal<'a>,
    goals: usize,
}

/// How a candidate stands to the front.
#[derive(Clone, Copy, PartialEq)]
enum Standing {
    On,
    Close,
    Behind,
    Undefined,
}

fn standing(row: Row<'_>) -> Standing {
    let share = row.number("front_share").unwrap_or(0.0);
    match row.text("on_front") {
        "1" => Standing::On,
        "0" if share >= CLOSE => Standing::Close,
        "0" => Standing::Behind,
        _ => Standing::Undefined,
    }
}

impl Plot<'_> {
    fn picture(&self) -> Picture {
        let language = self.asked.language;
        let title = format!(
            "{}{}{}{}",
            self.asked.lead(),
            self.asked.aim(self.across),
            language.choose(" and ", "，"),
            self.asked.aim(self.up)
        );
        let mut sheet = Sheet::new(1000, 680, &title, &self.caption());
        let on = words("on the front", "在前沿上").of(language);
        let mut entries = vec![(Key::Dot(Dot::Full), on.to_owned())];
        if self.occurs(Standing::Close) {
            let words = words(
                "behind it, but on it in at least 5 % of resamples",
                "在前沿之后，但在至少 5 % 的重抽样中位于前沿",
            );
            entries.push((Key::Dot(Dot::Hollow), words.of(language).to_owned()));
        }
        if self.occurs(Standing::Behind) {
            let behind = words("behind it", "在前沿之后").of(language);
            entries.push((Key::Block(BEHIND), behind.to_owned()));
        }
        sheet.legend(&entries);
        let panel = Panel {
            across: (100.0, sheet.right - 10.0),
            down: (sheet.top + 10.0, sheet.bottom - 52.0),
            x: self.range(self.across),
            y: self.range(self.up),
        };
        let picture = &mut sheet.picture;
        let titled = |goal: Goal<'_>| {
            let better = match (goal.way, goal.output == self.across.output) {
                ("maximise", true) => words("better to the right", "向右更优"),
                ("minimise", true) => words("better to the left", "向左更优"),
                ("maximise", false) => words("better upwards", "向上更优"),
                _ => words("better downwards", "向下更优"),
            };
            colon(
                language,
                &self.asked.title(goal.output),
                better.of(language),
            )
        };
        let ticks = figures::ticks(panel.x.0, panel.x.1, 7.0);
        panel.x_axis(picture, &ticks, &titled(self.across));
        let ticks = figures::ticks(panel.y.0, panel.y.1, 8.0);
        panel.y_axis(picture, &ticks, &titled(self.up));
        for (wanted, ink) in [
            (Standing::Behind, BEHIND),
            (Standing::Close, PALETTE[0].faded(0.5)),
            (Standing::On, PALETTE[0]),
        ] {
            let rows = || {
                self.rows
                    .iter()
                    .filter(move |row| standing(**row) == wanted)
            };
            // The whiskers of all together would be a hatch.
            if wanted == Standing::On {
                rows().for_each(|row| self.whiskers(picture, &panel, *row, ink.faded(0.5)));
            }
            if wanted == Standing::On && self.goals == 2 {
                self.line(picture, &panel);
            }
            for at in rows().filter_map(|row| self.at(&panel, *row)) {
                match wanted {
                    Standing::On => draw_dot(picture, at, Dot::Full),
                    Standing::Close => draw_dot(picture, at, Dot::Hollow),
                    _ => picture.block((at.0 - 3.0, at.1 - 3.0), (at.0 + 3.0, at.1 + 3.0), ink),
                }
            }
        }
        self.names(picture, &panel);
        for row in self.rows {
            if let Some((x, y)) = self.at(&panel, *row) {
                let (from, to) = ((x - 6.0, y - 6.0), (x + 6.0, y + 6.0));
                picture.spot(from, to, self.told(*row));
            }
        }
        self.table(picture);
        sheet.picture
    }

    /// How a candidate stands, in words.
    fn stands(&self, row: Row<'_>) -> &'static str {
        let words = match standing(row) {
            Standing::On => words("on the front", "在前沿上"),
            Standing::Close => words("close to the front", "接近前沿"),
            Standing::Behind => words("behind the front", "在前沿之后"),
            Standing::Undefined => words("undefined", "无定义"),
        };
        words.of(self.asked.language)
    }

    /// A candidate in words.
    fn told(&self, row: Row<'_>) -> String {
        let language = self.asked.language;
        let mut lines = vec![self.stands(row).to_owned()];
        for input in self.asked.candidates() {
            lines.push(format!("{} = {}", input.name, row.short(input)));
        }
        for goal in [self.across, self.up] {
            let ends = row.interval(&format!("{}_", goal.output));
            let value = row.number(goal.output).unwrap_or(f64::NAN);
            let value = with_ends(value, ends, figures::figure);
            lines.push(colon(language, &self.asked.title(goal.output), &value));
        }
        lines.join("\n")
    }

    /// All candidates as a table.
    fn table(&self, picture: &mut Picture) {
        let language = self.asked.language;
        let inputs = self.asked.candidates();
        let mut head = vec![
            language.choose("Candidate", "方案").to_owned(),
            language.choose("Standing", "位置").to_owned(),
        ];
        head.extend(inputs.iter().map(|input| input.name.clone()));
        for goal in [self.across, self.up] {
            let title = self.asked.title(goal.output);
            head.extend(ends(language).map(|end| colon(language, &title, end)));
            head.insert(head.len() - 2, title);
        }
        picture.row(head);
        for row in self.rows {
            let mut cells = vec![
                row.text("candidate").to_owned(),
                self.stands(*row).to_owned(),
            ];
            cells.extend(inputs.iter().map(|input| row.text(&input.name).to_owned()));
            for goal in [self.across, self.up] {
                let of = |end: &str| row.text(&format!("{}{end}", goal.output)).to_owned();
                cells.extend([of(""), of("_ci_low"), of("_ci_high")]);
            }
            picture.row(cells);
        }
    }

    fn occurs(&self, wanted: Standing) -> bool {
        self.rows.iter().any(|row| standing(*row) == wanted)
    }

    fn caption(&self) -> Vec<String> {
        let inputs = self.asked.candidates();
        let names: Vec<&str> = inputs.iter().map(|input| input.name.as_str()).collect();
        let first = if names.len() > WORDED {
            "Names on the front are numbers of candidates in pareto.csv".to_owned()
        } else {
            format!("Names on the front: {}", names.join(", "))
        };
        let (candidates, goals) = (self.rows.len(), self.goals);
        let language = self.asked.language;
        let others = if self.goals > 2 {
            format!(
                " The front is that of all {} goals: a candidate on it may be behind in these two.",
                self.goals
            )
        } else {
            String::new()
        };
        let has_whiskers = self.rows.iter().any(|row| {
            let goals = [self.across, self.up];
            let mut ends = goals
                .iter()
                .map(|goal| row.interval(&format!("{}_", goal.output)));
            ends.any(|ends| ends.is_some())
        });
        let whiskers = if has_whiskers {
            "whiskers, on the front only: 95 % intervals"
        } else {
            "no intervals, for want of replications"
        };
        let undefined = (self.rows.iter()).filter(|row| standing(**row) == Standing::Undefined);
        let undefined = sheets::left_out(undefined.copied(), language);
        if language == Language::Chinese {
            let first = if names.len() > WORDED {
                "前沿上的名称为 pareto.csv 中的方案编号".to_owned()
            } else {
                format!("前沿上的名称：{}", names.join("、"))
            };
            let others = if goals > 2 {
                format!("前沿依据全部 {goals} 个目标：其上的方案在这两个目标上可能落后。")
            } else {
                String::new()
            };
            let whiskers = if has_whiskers {
                "须线（仅前沿）：95 % 区间"
            } else {
                "重复次数不足，没有区间"
            };
            let undefined =
                undefined.map_or_else(String::new, |words| format!("未列出，{words}。"));
            return vec![
                format!("{first}；会重叠的名称略去。{others}"),
                format!(
                    "方案 {candidates} 个，{}，重抽样 {} 次，随机种子 {}；{whiskers}。{undefined}",
                    self.asked.runs(),
                    self.asked.resamples,
                    self.asked.seed
                ),
            ];
        }
        let undefined = undefined.map_or_else(String::new, |words| format!(" Left out, {words}."));
        vec![
            format!("{first}; those that would overlap are left out.{others}"),
            format!(
                "{} candidates, {}, {} resamples, seed {}; {whiskers}.{undefined}",
                self.rows.len(),
                self.asked.runs(),
                self.asked.resamples,
                self.asked.seed
            ),
        ]
    }

    /// The range of a goal over candidates and whiskers that are drawn.
    fn range(&self, goal: Goal<'_>) -> (f64, f64) {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for row in self
            .rows
            .iter()
            .filter(|row| standing(**row) != Standing::Undefined)
        {
            let drawn = standing(*row) == Standing::On;
            let ends = row.interval(&format!("{}_", goal.output)).filter(|_| drawn);
            let ends = ends.into_iter().flat_map(|(a, b)| [a, b]);
            for value in row.number(goal.output).into_iter().chain(ends) {
                low = low.min(value);
                high = high.max(value);
            }
        }
        let pad = 0.06 * (high - low);
        if pad > 0.0 && pad.is_finite() {
            (low - pad, high + pad)
        } else if low.is_finite() {
            (low - 1.0, low + 1.0)
        } else {
            (0.0, 1.0)
        }
    }

    fn at(&self, panel: &Panel, row: Row<'_>) -> Option<Point> {
        let across = row.number(self.across.output)?;
        Some(panel.at(across, row.number(self.up.output)?))
    }

    fn whiskers(&self, picture: &mut Picture, panel: &Panel, row: Row<'_>, ink: Ink) {
        let Some(at) = self.at(panel, row) else {
            return;
        };
        if let Some((low, high)) = row.interval(&format!("{}_", self.across.output)) {
            let x = |value: f64| panel.at(value, panel.y.0).0;
            picture.path(&[(x(low), at.1), (x(high), at.1)], ink, 1.0);
        }
        if let Some((low, high)) = row.interval(&format!("{}_", self.up.output)) {
            let y = |value: f64| panel.at(panel.x.0, value).1;
            picture.path(&[(at.0, y(low)), (at.0, y(high))], ink, 1.0);
        }
    }

    /// The candidates on the front from left to right.
    fn front(&self, panel: &Panel) -> Vec<(Point, Row<'_>)> {
        let on = self
            .rows
            .iter()
            .filter(|row| standing(**row) == Standing::On);
        let mut front: Vec<(Point, Row<'_>)> = on
            .filter_map(|row| Some((self.at(panel, *row)?, *row)))
            .collect();
        front.sort_by(|a, b| a.0.0.total_cmp(&b.0.0).then(a.0.1.total_cmp(&b.0.1)));
        front
    }

    fn line(&self, picture: &mut Picture, panel: &Panel) {
        let points: Vec<Point> = self.front(panel).into_iter().map(|(at, _)| at).collect();
        picture.path(&points, PALETTE[0].faded(0.6), 1.5);
    }

    /// Sets the names of candidates on the front where they meet neither dots nor other names.
    fn names(&self, picture: &mut Picture, panel: &Panel) {
        let inputs = self.asked.candidates();
        let front = self.front(panel);
        let mut taken: Vec<(Point, Point)> = front
            .iter()
            .map(|(at, _)| ((at.0 - 6.0, at.1 - 6.0), (at.0 + 6.0, at.1 + 6.0)))
            .collect();
        for (at, row) in &front {
            let words = if inputs.len() > WORDED {
                row.text("candidate").to_owned()
            } else {
                row.short_values(&inputs)
            };
            let words = fit(&words, NAME, 170.0);
            let wide = NAME.width(&words);
            let beside = [
                (9.0, -9.0),
                (9.0, 9.0),
                (-9.0 - wide, -9.0),
                (-9.0 - wide, 9.0),
                (-wide / 2.0, -15.0),
                (-wide / 2.0, 15.0),
                (12.0, 0.0),
                (-12.0 - wide, 0.0),
            ];
            let free = beside.into_iter().find_map(|(x, y)| {
                let (left, middle) = (at.0 + x, at.1 + y);
                let from = (left - 2.0, middle - 6.5);
                let to = (left + wide + 2.0, middle + 6.5);
                let inside = from.0 > panel.across.0
                    && to.0 < panel.across.1
                    && from.1 > panel.down.0
                    && to.1 < panel.down.1;
                let meets = taken
                    .iter()
                    .any(|(a, b)| from.0 < b.0 && to.0 > a.0 && from.1 < b.1 && to.1 > a.1);
                (inside && !meets).then_some((from, to))
            });
            if let Some((from, to)) = free {
                picture.block(from, to, super::canvas::PAPER.faded(0.7));
                let at = (from.0 + 2.0, f64::midpoint(from.1, to.1));
                picture.text(at, &words, NAME.align(Align::Left));
                taken.push((from, to));
            }
        }
    }
}
