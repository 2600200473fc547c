//! Draws elementary effects of Morris: μ* as bars with whiskers, and beside them σ over μ*.

use std::path::Path;

use super::axes::{self, Key, LABEL, MARGIN, Panel, Sheet};
use super::canvas::{BLACK, Folio, GREY, Ink, PALE, PALETTE, PAPER, Picture, PlotError, Point};
use super::figures::{figure, ticks};
use super::lettering::{Align, Type};
use super::manifest::Manifest;
use super::read::{Estimate, each_row};
use crate::kernel::language::{Language, words};
use crate::kernel::number::{number, optional};

const ROW: f64 = 34.0;
const HEADING: Type = Type::plain(11.5, BLACK).bold();
const SMALL: Type = Type::plain(10.5, BLACK);
const LABEL_ROOM: f64 = 200.0;
const BAR: Ink = PALETTE[0];
/// How solid a bar is whose interval covers zero.
const PALENESS: f64 = 0.3;

/// The effects of an input.
struct Row {
    output: String,
    unit: String,
    input: String,
    mu_star: Estimate,
    covers_zero: bool,
    sigma: Option<Estimate>,
    trajectories: String,
    replications: String,
}

/// Draws `morris_…` for every output.
pub(super) fn draw(folder: &Path, manifest: &Manifest, folio: &mut Folio) -> Result<(), PlotError> {
    let rows = read_rows(&folder.join("morris.csv"), manifest)?;
    for rows in rows.chunk_by(|a, b| a.output == b.output) {
        folio.add(
            &format!("morris_{}", rows[0].output),
            &picture(manifest, rows),
        )?;
    }
    Ok(())
}

fn read_rows(path: &Path, manifest: &Manifest) -> Result<Vec<Row>, PlotError> {
    let columns = [
        "output",
        "unit",
        "input",
        "mu_star",
        "mu_star_ci_low",
        "mu_star_ci_high",
        "mu_star_covers_zero",
        "sigma",
        "sigma_ci_low",
        "sigma_ci_high",
        "trajectories",
        "replications",
    ];
    let mut rows = Vec::new();
    each_row(path, &columns, |row| {
        rows.push(Row {
            output: row.text(0),
            unit: (manifest.output_unit(&row.text(0), &row.text(1))).to_owned(),
            input: row.text(2),
            mu_star: row.estimate(3)?.ok_or_else(|| row.misread(3))?,
            covers_zero: row.bytes(6) == b"1",
            sigma: row.estimate(7)?,
            trajectories: row.text(10),
            replications: row.text(11),
        });
        Ok(())
    })?;
    Ok(rows)
}

fn picture(manifest: &Manifest, rows: &[Row]) -> Picture {
    let mut sorted: Vec<&Row> = rows.iter().collect();
    sorted.sort_by(|a, b| b.mu_star.mean.total_cmp(&a.mu_star.mean));
    let count = sorted.len() as f64;
    let language = manifest.language;
    let what = words(
        "effects of moving each input through its range",
        "各输入在其范围内变动的效应",
    );
    let title = manifest.output_title(&rows[0].output);
    let title = axes::colon(language, title, what.of(language));
    let height = ROW.mul_add(count, 242.0).clamp(520.0, 4000.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped"
    )]
    let mut sheet = Sheet::new(1100, height as u32, &title, &caption(manifest, rows));
    let most = sorted.iter().fold(0.0_f64, |most, row| {
        let high = row.mu_star.ci.map_or(0.0, |ci| ci.1);
        most.max(row.mu_star.mean).max(high)
    });
    if most <= 0.0 {
        sheet.note(language.choose(
            "Every effect is zero: no input moves the output.",
            "所有效应均为零：没有输入能改变该输出。",
        ));
        return sheet.picture;
    }
    let size = words("mean size of its effects, μ*", "效应的平均大小 μ*").of(language);
    let mut legend = vec![(Key::Block(BAR), size.to_owned())];
    if sorted.iter().any(|row| row.covers_zero) {
        let pale = Key::Block(BAR.faded(PALENESS));
        let words = words("pale: not told from zero", "浅色：不能与零区分").of(language);
        legend.push((pale, words.to_owned()));
    }
    sheet.legend(&legend);
    let top = sheet.top + 6.0;
    let bottom = sheet.bottom - 50.0;
    let middle = 640.0;
    let bars = Panel {
        across: (MARGIN + LABEL_ROOM + 14.0, middle - 80.0),
        // Few rows need not fill the height that the other panel takes.
        down: (top, (1.6 * ROW).mul_add(count, top).min(bottom)),
        x: (0.0, most * 1.02),
        y: (0.0, count),
    };
    let words = axes::with_unit(language, "μ*", &rows[0].unit);
    bars.x_axis(&mut sheet.picture, &ticks(0.0, most * 1.02, 5.0), &words);
    let row_height = (bars.down.1 - bars.down.0) / count;
    let mut y = bars.down.0;
    for (rank, row) in sorted.iter().enumerate() {
        let picture = &mut sheet.picture;
        picture.path(&[(MARGIN, y), (middle - 20.0, y)], PALE, 0.5);
        bar(
            picture,
            &bars,
            row,
            rank,
            y + row_height / 2.0,
            middle - 20.0,
        );
        let to = (middle - 20.0, y + row_height);
        picture.spot((MARGIN, y), to, told(row, language));
        y += row_height;
    }
    let at = (middle + 60.0, top, bottom);
    scatter(&mut sheet, &sorted, at, most, language);
    table(&mut sheet.picture, &sorted, language);
    sheet.picture
}

/// An input's effects in words.
fn told(row: &Row, language: Language) -> String {
    let mut lines = vec![row.input.clone()];
    for (name, estimate) in [("μ*", Some(row.mu_star)), ("σ", row.sigma)] {
        if let Some(Estimate { mean, ci }) = estimate {
            lines.push(axes::colon(
                language,
                name,
                &axes::with_ends(mean, ci, figure),
            ));
        }
    }
    if row.covers_zero {
        let zero = words("not told from zero", "不能与零区分");
        lines.push(zero.of(language).to_owned());
    }
    lines.join("\n")
}

/// The effects as a table.
fn table(picture: &mut Picture, rows: &[&Row], language: Language) {
    let [low, high] = axes::ends(language);
    let mut head = vec![language.choose("Input", "输入").to_owned()];
    for name in ["μ*", "σ"] {
        head.push(name.to_owned());
        head.extend([low, high].map(|end| axes::colon(language, name, end)));
    }
    picture.row(head);
    for row in rows {
        let mut cells = vec![row.input.clone()];
        for estimate in [Some(row.mu_star), row.sigma] {
            let (low, high) = estimate.and_then(|estimate| estimate.ci).unzip();
            let mean = estimate.map_or_else(String::new, |estimate| number(estimate.mean));
            cells.extend([mean, optional(low), optional(high)]);
        }
        picture.row(cells);
    }
}

fn bar(picture: &mut Picture, panel: &Panel, row: &Row, rank: usize, y: f64, right: f64) {
    let label = format!("{}  {}", rank + 1, row.input);
    let (label, looks) = axes::shrink(&label, HEADING, LABEL_ROOM);
    picture.text((MARGIN, y), &label, looks);
    let place = |value: f64| panel.at(value, 0.0).0;
    let ink = if row.covers_zero {
        BAR.faded(PALENESS)
    } else {
        BAR
    };
    picture.block(
        (place(0.0), y - 8.0),
        (place(row.mu_star.mean), y + 8.0),
        ink,
    );
    if let Some((low, high)) = row.mu_star.ci {
        let (low, high) = (place(low), place(high));
        picture.path(&[(low, y), (high, y)], BLACK, 1.5);
        for x in [low, high] {
            picture.path(&[(x, y - 4.5), (x, y + 4.5)], BLACK, 1.5);
        }
    }
    picture.text(
        (right, y),
        &figure(row.mu_star.mean),
        LABEL.bold().align(Align::Right),
    );
}

/// Draws σ over μ*, with names where they find room.
fn scatter(
    sheet: &mut Sheet,
    rows: &[&Row],
    (left, top, bottom): (f64, f64, f64),
    most: f64,
    language: Language,
) {
    let spread = rows
        .iter()
        .filter_map(|row| row.sigma)
        .fold(0.0_f64, |most, sigma| {
            most.max(sigma.mean).max(sigma.ci.map_or(0.0, |ci| ci.1))
        });
    let spread = if spread > 0.0 { spread } else { most };
    let panel = Panel {
        across: (left, sheet.right - 6.0),
        down: (top, bottom),
        x: (0.0, most * 1.06),
        y: (0.0, spread * 1.06),
    };
    let unit = rows.first().map_or("", |row| row.unit.as_str());
    let picture = &mut sheet.picture;
    panel.x_axis(
        picture,
        &ticks(panel.x.0, panel.x.1, 5.0),
        &axes::with_unit(language, "μ*", unit),
    );
    let marks = ticks(panel.y.0, panel.y.1, 6.0);
    panel.y_axis(picture, &marks, "");
    let looks = Type {
        upwards: true,
        ..LABEL.align(Align::Centre)
    };
    picture.text(
        (left - 52.0, f64::midpoint(top, bottom)),
        &axes::with_unit(language, "σ", unit),
        looks,
    );
    let diagonal = panel.x.1.min(panel.y.1);
    picture.path(
        &[panel.at(0.0, 0.0), panel.at(diagonal, diagonal)],
        GREY,
        0.7,
    );
    let known: Vec<(usize, Point, &Row)> = (rows.iter().enumerate())
        .filter_map(|(rank, row)| {
            let sigma = row.sigma?;
            Some((rank, panel.at(row.mu_star.mean, sigma.mean), *row))
        })
        .collect();
    let lines: Vec<Frame> = (known.iter())
        .flat_map(|(_, _, row)| whiskers(picture, &panel, row))
        .collect();
    let mut taken = Vec::new();
    for (_, at, row) in &known {
        let ink = if row.covers_zero { BAR.faded(0.5) } else { BAR };
        picture.disc(*at, 4.5, ink);
        taken.push(Frame::around(*at, 6.0));
        let (from, to) = ((at.0 - 7.0, at.1 - 7.0), (at.0 + 7.0, at.1 + 7.0));
        picture.spot(from, to, told(row, language));
    }
    for (rank, at, row) in &known {
        let number = (rank + 1).to_string();
        let whole = format!("{number} {}", row.input);
        // The name if it fits, else the number, which may cross a whisker if need be.
        let tries = [
            (whole, &lines[..]),
            (number.clone(), &lines),
            (number.clone(), &[]),
        ];
        let found = tries.into_iter().find_map(|(words, lines)| {
            let frame = free_place(*at, &words, &panel, &[&taken, lines], 1.0)?;
            Some((words, frame))
        });
        // In a crowd the number stands farther away, with a thread to its dot.
        let found = found.or_else(|| {
            let far = [2.0, 3.0, 4.5, 6.0];
            let frame = far
                .into_iter()
                .find_map(|far| free_place(*at, &number, &panel, &[&taken], far))?;
            let middle = f64::midpoint(frame.left, frame.right);
            picture.path(&[*at, (middle, frame.middle())], GREY, 0.5);
            Some((number, frame))
        });
        if let Some((words, frame)) = found {
            let (from, to) = ((frame.left, frame.top), (frame.right, frame.bottom));
            picture.block(from, to, PAPER.faded(0.8));
            picture.text((frame.left, frame.middle()), &words, SMALL);
            taken.push(frame);
        }
    }
}

/// Draws the intervals of both indices; hands back what they take.
fn whiskers(picture: &mut Picture, panel: &Panel, row: &Row) -> Vec<Frame> {
    let mean = row.mu_star.mean;
    let Some(sigma) = row.sigma else {
        return Vec::new();
    };
    let across = row
        .mu_star
        .ci
        .map(|(low, high)| [panel.at(low, sigma.mean), panel.at(high, sigma.mean)]);
    let upright = sigma
        .ci
        .map(|(low, high)| [panel.at(mean, high), panel.at(mean, low)]);
    let lines = [across, upright].into_iter().flatten();
    let frames = lines.map(|[from, to]| {
        picture.path(&[from, to], BAR.faded(0.35), 1.5);
        Frame {
            left: from.0 - 1.0,
            right: to.0 + 1.0,
            top: from.1 - 1.0,
            bottom: to.1 + 1.0,
        }
    });
    frames.collect()
}

/// An upright rectangle that a word or a dot takes.
#[derive(Clone, Copy)]
struct Frame {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Frame {
    fn around((x, y): Point, reach: f64) -> Self {
        Self {
            left: x - reach,
            right: x + reach,
            top: y - reach,
            bottom: y + reach,
        }
    }

    fn middle(&self) -> f64 {
        f64::midpoint(self.top, self.bottom)
    }

    fn meets(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

/// Where beside a dot a word meets neither a dot nor another word nor the edge of the panel.
///
/// It stands `far` times as far away as beside the dot.
fn free_place(
    at: Point,
    words: &str,
    panel: &Panel,
    taken: &[&[Frame]],
    far: f64,
) -> Option<Frame> {
    const HALF: f64 = 7.0;
    const AWAY: f64 = 8.0;
    let width = SMALL.width(words);
    // The corners, which whiskers leave free, then above, below, right and left.
    let (right, left) = ((AWAY - 2.0) * far, (2.0 - AWAY) * far - width);
    let (down, under) = (11.0 * far, 16.0 * far);
    let places = [
        (right, -down),
        (right, down),
        (left, -down),
        (left, down),
        (-width / 2.0, -under),
        (-width / 2.0, under),
        (AWAY * far, 0.0),
        (-AWAY * far - width, 0.0),
    ];
    let frames = places.into_iter().map(|(right, down)| Frame {
        left: at.0 + right,
        right: at.0 + right + width,
        top: at.1 + down - HALF,
        bottom: at.1 + down + HALF,
    });
    let is_within = |frame: &Frame| {
        frame.left > panel.across.0 + 2.0
            && frame.right < panel.across.1
            && frame.top > panel.down.0
            && frame.bottom < panel.down.1 - 2.0
    };
    frames.filter(is_within).find(|frame| {
        taken
            .iter()
            .copied()
            .flatten()
            .all(|other| !frame.meets(other))
    })
}

fn caption(manifest: &Manifest, rows: &[Row]) -> Vec<String> {
    let row = &rows[0];
    if manifest.language == Language::Chinese {
        return chinese_caption(manifest, rows);
    }
    let plural = if row.replications == "1" { "" } else { "s" };
    let mut caption = vec![
        manifest.origin(&row.output),
        format!(
            "n = {} trajectories, {} replication{plural} of each point; whiskers: 95 % percentile \
             intervals from {} bootstrap resamples of trajectories and replications, seed {}.",
            row.trajectories, row.replications, manifest.resamples, manifest.seed,
        ),
        "σ is how much the effects of an input differ from place to place; above the grey line, \
         where σ = μ*, interactions or bends outweigh the effect itself."
            .to_owned(),
    ];
    if rows.iter().any(|row| row.covers_zero) {
        let pale = "Pale: the mean effect and, freed of luck, the mean square of effects both reach zero; a \
                    size is never negative, so luck alone lifts μ* and its whisker above zero.";
        caption.insert(2, pale.to_owned());
    }
    caption
}

fn chinese_caption(manifest: &Manifest, rows: &[Row]) -> Vec<String> {
    let row = &rows[0];
    let mut caption = vec![
        manifest.origin(&row.output),
        format!(
            "轨迹数 n = {}，各样点重复次数 {}；须线：对轨迹与重复作 {} 次自助重抽样的 95 % 百分位区间，随机种子 {}。",
            row.trajectories, row.replications, manifest.resamples, manifest.seed,
        ),
        "σ 表示某输入的效应在各处相差多少；在灰线（σ = μ*）以上，交互作用或弯曲超过效应本身。"
            .to_owned(),
    ];
    if rows.iter().any(|row| row.covers_zero) {
        let pale = "浅色：平均效应以及扣除随机性后的效应均方都可为零；效应大小不会为负，单凭随机性就会使 μ* 及其须线高于零。";
        caption.insert(2, pale.to_owned());
    }
    caption
}
