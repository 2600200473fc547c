//! Draws what a calibration came to: each target's fact and tolerance with the figure beside them.

use super::axes::{self, Key, LABEL, MARGIN, Panel, Sheet};
use super::canvas::{BLACK, Folio, GREY, Ink, PALE, PALETTE, Picture, PlotError};
use super::figures::figure;
use super::lettering::{Align, Type};
use super::read::{Fitted, Results};
use crate::kernel::language::{Language, words};
use crate::kernel::number::{number, optional};

const ROW: f64 = 44.0;
const HEADING: Type = Type::plain(11.5, BLACK).bold();
const DETAIL: Type = Type::plain(10.5, GREY);
const LABEL_ROOM: f64 = 330.0;
const VALUE_ROOM: f64 = 170.0;
const TOLERANCE: Ink = PALE;
const FACT: Ink = PALETTE[5];
/// How far beyond its tolerance a figure is drawn in full, as a share of the tolerance.
const BEYOND: f64 = 0.5;

/// Draws `targets`.
pub(super) fn draw(results: &Results, folio: &mut Folio) -> Result<(), PlotError> {
    folio.add("targets", &picture(results))
}

fn picture(results: &Results) -> Picture {
    let mut rows = 0.0;
    results.fitted.iter().for_each(|_| rows += 1.0);
    let language = results.manifest.language;
    let what = words("facts and simulated figures", "事实与模拟值").of(language);
    let title = axes::colon(language, &results.manifest.title, what);
    let runs = results.fitted.iter().find_map(|fitted| fitted.n);
    let scale = words(
        "Each row has its own scale: from one edge of the tolerance to the other, and half as much \
         again on both sides. A mark at the border lies beyond it.",
        "各行刻度不同：从容差的一端到另一端，两侧再各延伸一半。边界处的标记表示超出该范围。",
    );
    let (n, seed) = (runs.unwrap_or(0.0), results.manifest.seed);
    let caption = [
        scale.of(language).to_owned(),
        match language {
            Language::English => format!(
                "n = {n} replications with luck that the fit has not seen, seed {seed}; whiskers: 95 % \
                 intervals of the means (Student t)."
            ),
            Language::Chinese => format!(
                "重复次数 n = {n}，所用随机数未参与拟合，随机种子 {seed}；须线：均值的 95 % 区间（Student t）。"
            ),
        },
    ];
    let height = ROW.mul_add(rows, 160.0).clamp(300.0, 4000.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped"
    )]
    let mut sheet = Sheet::new(1000, height as u32, &title, &caption);
    if results.fitted.is_empty() {
        sheet.note(language.choose("targets.csv holds no target.", "targets.csv 中没有目标。"));
        return sheet.picture;
    }
    let legend = [
        (Key::Block(TOLERANCE), words("tolerance", "容差")),
        (Key::Block(FACT), words("fact", "事实")),
        (
            Key::Dot(axes::Dot::Full),
            words("simulated, within", "模拟值，在容差内"),
        ),
        (
            Key::Dot(axes::Dot::Diamond),
            words("simulated, missed", "模拟值，未达到"),
        ),
    ];
    sheet.legend(&legend.map(|(key, words)| (key, words.of(language).to_owned())));
    let panel = Panel {
        across: (MARGIN + LABEL_ROOM + 20.0, sheet.right - VALUE_ROOM - 10.0),
        down: (sheet.top + 8.0, sheet.bottom - 10.0),
        x: (-BEYOND, 1.0 + BEYOND),
        y: (0.0, rows),
    };
    let row_height = (panel.down.1 - panel.down.0) / rows;
    let mut middle = panel.down.0 + row_height / 2.0;
    for fitted in &results.fitted {
        let picture = &mut sheet.picture;
        let line = middle - row_height / 2.0;
        picture.path(&[(MARGIN, line), (sheet.right, line)], PALE, 0.5);
        label(picture, fitted, middle, sheet.right, language);
        mark(picture, &panel, fitted, middle);
        let to = (sheet.right, line + row_height);
        picture.spot((MARGIN, line), to, told(fitted, language));
        middle += row_height;
    }
    table(&mut sheet.picture, &results.fitted, language);
    sheet.picture
}

/// A target in words, for who points at it.
fn told(fitted: &Fitted, language: Language) -> String {
    let simulated = fitted.simulated.map_or_else(
        || language.choose("undefined", "无定义").to_owned(),
        |simulated| axes::with_ends(simulated.mean, simulated.ci, figure),
    );
    let verdict = if fitted.within {
        words("within the tolerance", "在容差内")
    } else {
        words("missed", "未达到")
    };
    [
        format!("{} {}", fitted.id, fitted.meaning),
        axes::colon(
            language,
            language.choose("simulated [95 %]", "模拟值 [95 %]"),
            &simulated,
        ),
        axes::colon(
            language,
            language.choose("fact", "事实"),
            &interval(fitted.fact, language),
        ),
        axes::colon(
            language,
            language.choose("tolerance", "容差"),
            &interval(fitted.tolerance, language),
        ),
        verdict.of(language).to_owned(),
    ]
    .join("\n")
}

/// All targets as a table.
fn table(picture: &mut Picture, targets: &[Fitted], language: Language) {
    let [low, high] = axes::ends(language);
    picture.row(match language {
        Language::English => [
            "Target",
            "Meaning",
            "Scenario",
            "Unit",
            "Fact from",
            "Fact to",
            "Tolerance from",
            "Tolerance to",
            "Simulated",
            low,
            high,
        ],
        Language::Chinese => [
            "目标",
            "含义",
            "情景",
            "单位",
            "事实下限",
            "事实上限",
            "容差下限",
            "容差上限",
            "模拟值",
            low,
            high,
        ],
    });
    for fitted in targets {
        let (low, high) = fitted.simulated.and_then(|simulated| simulated.ci).unzip();
        picture.row([
            fitted.id.clone(),
            fitted.meaning.clone(),
            fitted.scenario.clone(),
            fitted.unit.clone(),
            number(fitted.fact.0),
            number(fitted.fact.1),
            number(fitted.tolerance.0),
            number(fitted.tolerance.1),
            optional(fitted.simulated.map(|simulated| simulated.mean)),
            optional(low),
            optional(high),
        ]);
    }
}

/// Sets a target's words at the left and its figure at the right.
fn label(picture: &mut Picture, fitted: &Fitted, y: f64, right: f64, language: Language) {
    let heading = format!("{}  {}", fitted.id, fitted.meaning);
    let (heading, looks) = axes::shrink(&heading, HEADING, LABEL_ROOM);
    picture.text((MARGIN, y - 7.5), &heading, looks);
    let (unit, scenario) = (&fitted.unit, &fitted.scenario);
    let fact = interval(fitted.fact, language);
    let detail = match language {
        Language::English => format!("{unit}, in {scenario}; fact {fact}"),
        Language::Chinese => format!("{unit}，情景 {scenario}；事实 {fact}"),
    };
    let (detail, looks) = axes::shrink(&detail, DETAIL, LABEL_ROOM);
    picture.text((MARGIN, y + 8.0), &detail, looks);
    let Some(simulated) = fitted.simulated else {
        let undefined = language.choose("undefined", "无定义");
        picture.text((right, y), undefined, LABEL.align(Align::Right));
        return;
    };
    let looks = LABEL.bold().align(Align::Right);
    picture.text((right, y - 7.5), &figure(simulated.mean), looks);
    if let Some((low, high)) = simulated.ci {
        let words = format!("[{}, {}]", figure(low), figure(high));
        picture.text((right, y + 8.0), &words, DETAIL.align(Align::Right));
    }
}

fn interval((low, high): (f64, f64), language: Language) -> String {
    if low < high {
        let to = language.choose("to", "至");
        format!("{} {to} {}", figure(low), figure(high))
    } else {
        figure(low)
    }
}

/// Draws tolerance, fact and figure of a target on its own scale.
fn mark(picture: &mut Picture, panel: &Panel, fitted: &Fitted, y: f64) {
    let (low, high) = fitted.tolerance;
    let place = |value: f64| {
        let share = if high > low {
            (value - low) / (high - low)
        } else {
            0.5
        };
        panel.at(share.clamp(panel.x.0, panel.x.1), 0.0).0
    };
    let (half, thin) = (11.0, 1.5);
    picture.block((place(low), y - half), (place(high), y + half), TOLERANCE);
    let fact = (place(fitted.fact.0) - thin, place(fitted.fact.1) + thin);
    picture.block((fact.0, y - half), (fact.1, y + half), FACT);
    for (value, side, align) in [(low, -5.0, Align::Right), (high, 5.0, Align::Left)] {
        let looks = DETAIL.align(align);
        picture.text((place(value) + side, y + 14.0), &figure(value), looks);
    }
    let Some(simulated) = fitted.simulated else {
        return;
    };
    let dot = if fitted.within {
        axes::Dot::Full
    } else {
        axes::Dot::Diamond
    };
    if let Some((low, high)) = simulated.ci {
        let (low, high) = (place(low), place(high));
        picture.path(&[(low, y), (high, y)], dot.ink(), 1.5);
        for x in [low, high] {
            picture.path(&[(x, y - 4.0), (x, y + 4.0)], dot.ink(), 1.5);
        }
    }
    axes::draw_dot(picture, (place(simulated.mean), y), dot);
}
