//! Draws how projects move from their first negotiator to the district where they land.

use std::collections::BTreeMap;

use super::axes::{self, Key, LABEL, MARGIN, Sheet};
use super::canvas::{Folio, Ink, PALETTE, Picture, PlotError, Point};
use super::figures::figure;
use super::lettering::Align;
use super::manifest::{Place, Places};
use super::read::Results;
use crate::kernel::language::{Language, words};
use crate::kernel::number::number;

/// The least height of a district's slot, so that labels keep apart.
const SLOT: f64 = 15.0;
const GAP: f64 = 5.0;
const LABEL_ROOM: f64 = 190.0;
const BAR: f64 = 12.0;
/// Ribbons that stay where they began.
const STAY: Ink = Ink::solid(150, 150, 150);

/// Mean numbers by first negotiator and landing district.
type Flows = BTreeMap<(String, String), f64>;

/// A district at one side of the plot.
struct Node<'a> {
    place: &'a Place,
    ink: Ink,
    total: f64,
    /// Where its bar begins, and how far the bar is used up.
    top: f64,
    used: f64,
}

/// Draws `flows_<scenario>` for each scenario.
pub(super) fn draw(results: &Results, folio: &mut Folio) -> Result<(), PlotError> {
    let manifest = &results.manifest;
    let language = manifest.language;
    let none = Flows::new();
    for scenario in &manifest.scenarios {
        let flows = results.flows.get(&scenario.name).unwrap_or(&none);
        let title = language.choose(
            "From the first negotiator to the landing district",
            "从首谈区到落地区",
        );
        let title = axes::colon(language, title, &scenario.title);
        let method = language.choose(
            "ribbons: mean number of projects over the run",
            "色带：全程平均项目数",
        );
        let caption = axes::caption(manifest, &[&scenario.title], method);
        let sheet = Sheet::new(900, 760, &title, &caption);
        let picture = picture(sheet, &manifest.places, flows, language);
        folio.add(&format!("flows_{}", scenario.name), &picture)?;
    }
    Ok(())
}

fn picture(mut sheet: Sheet, places: &Places, flows: &Flows, language: Language) -> Picture {
    let mut sources = nodes(places, |code| total(flows, |(from, _)| from == code));
    let mut targets = nodes(places, |code| total(flows, |(_, to)| to == code));
    if sources.is_empty() || targets.is_empty() {
        sheet.note(language.choose(
            "summary.csv holds no flows between districts for this scenario.",
            "summary.csv 中没有该情景的区间流动。",
        ));
        return sheet.picture;
    }
    sheet.legend(&legend(places, language));
    let (left, right) = (MARGIN + LABEL_ROOM, sheet.right - LABEL_ROOM);
    let heading = LABEL.bold();
    let first = language.choose("First negotiator", "首谈区");
    let last = language.choose("Landing district", "落地区");
    let y = sheet.top + 6.0;
    sheet
        .picture
        .text((left + BAR, y), first, heading.align(Align::Right));
    sheet.picture.text((right - BAR, y), last, heading);
    let (top, bottom) = (sheet.top + 22.0, sheet.bottom - 12.0);
    let unit = scale(&sources, bottom - top).min(scale(&targets, bottom - top));
    stack(&mut sources, top, bottom, unit);
    stack(&mut targets, top, bottom, unit);
    let told = ribbons(
        &mut sheet.picture,
        flows,
        (&mut sources, &mut targets),
        (left, right),
        unit,
    );
    for (nodes, x, at, align) in [
        (&sources, left, left - 6.0, Align::Right),
        (&targets, right - BAR, right + 6.0, Align::Left),
    ] {
        for node in nodes {
            let height = (node.total * unit).max(1.0);
            sheet
                .picture
                .block((x, node.top), (x + BAR, node.top + height), node.ink);
            let words = label(node.place, node.total);
            let (words, looks) = axes::shrink(&words, LABEL.align(align), LABEL_ROOM - 6.0);
            sheet
                .picture
                .text((at, node.top + height / 2.0), &words, looks);
            let column = if x == left { first } else { last };
            let total = axes::colon(language, column, &figure(node.total));
            let half = height.max(SLOT) / 2.0;
            let edge = if x == left { MARGIN } else { sheet.right };
            let inner = if x == left { left + BAR } else { x };
            let middle = node.top + height / 2.0;
            let words = format!("{}\n{total}", node.place.name);
            (sheet.picture).spot((edge, middle - half), (inner, middle + half), words);
        }
    }
    tell(
        &mut sheet.picture,
        told,
        (left + BAR, right - BAR),
        language,
    );
    table(&mut sheet.picture, flows, places, [first, last], language);
    sheet.picture
}

/// Says what each ribbon is at both of its ends, where ribbons lie apart.
fn tell(picture: &mut Picture, told: Vec<Told<'_>>, (left, right): (f64, f64), language: Language) {
    /// The part of the way at which an end is over.
    const END: f64 = 0.2;
    /// The least height that can be pointed at.
    const LEAST: f64 = 0.5;
    let reach = END * (right - left);
    for ribbon in told.into_iter().filter(|ribbon| ribbon.thick >= LEAST) {
        let count = figure(ribbon.count);
        let (from, to) = (&ribbon.from.name, &ribbon.to.name);
        let words = match language {
            Language::English => format!("{from} → {to}\n{count} projects"),
            Language::Chinese => format!("{from} → {to}\n{count} 个项目"),
        };
        for (x, y) in [(left, ribbon.begin), (right - reach, ribbon.end)] {
            picture.spot((x, y), (x + reach, y + ribbon.thick), words.clone());
        }
    }
}

/// All flows as a table.
fn table(
    picture: &mut Picture,
    flows: &Flows,
    places: &Places,
    [first, last]: [&str; 2],
    language: Language,
) {
    let projects = language.choose("Projects (mean over the run)", "项目数（全程平均）");
    picture.row([first, last, projects]);
    for from in &places.district {
        for to in &places.district {
            if let Some(count) = flows.get(&(from.code.clone(), to.code.clone())) {
                picture.row([from.name.clone(), to.name.clone(), number(*count)]);
            }
        }
    }
}

/// A district's code, its name where that says more, and its total.
fn label(place: &Place, total: f64) -> String {
    if place.name.starts_with(&place.code) {
        format!("{}  {}", place.name, figure(total))
    } else {
        format!("{} {}  {}", place.code, place.name, figure(total))
    }
}

/// The sum of the flows that `of` picks.
fn total(flows: &Flows, of: impl Fn(&(String, String)) -> bool) -> f64 {
    flows
        .iter()
        .filter(|(pair, n)| **n > 0.0 && of(pair))
        .map(|(_, n)| n)
        .sum()
}

/// The districts whose total is above zero.
fn nodes(places: &Places, total: impl Fn(&str) -> f64) -> Vec<Node<'_>> {
    let mut nodes = Vec::new();
    for (index, place) in places.district.iter().enumerate() {
        let total = total(&place.code);
        if total > 0.0 {
            nodes.push(Node {
                place,
                ink: ink(places, index, place),
                total,
                top: 0.0,
                used: 0.0,
            });
        }
    }
    nodes
}

/// A district's colour: its zone's, or one by its place in the list when its zone is not known.
fn ink(places: &Places, index: usize, place: &Place) -> Ink {
    let zone = places
        .zone
        .iter()
        .position(|z| Some(&z.code) == place.zone.as_ref());
    hue(zone.unwrap_or(index))
}

/// A colour of the palette but its last, black, which would drown the others here.
fn hue(index: usize) -> Ink {
    PALETTE[index % (PALETTE.len() - 1)]
}

fn legend(places: &Places, language: Language) -> Vec<(Key, String)> {
    let mut entries = Vec::new();
    for (index, zone) in places.zone.iter().enumerate() {
        if places
            .district
            .iter()
            .any(|d| d.zone.as_ref() == Some(&zone.code))
        {
            let words = match language {
                Language::English => format!("from {}", zone.name),
                Language::Chinese => format!("来自{}", zone.name),
            };
            entries.push((Key::Block(hue(index)), words));
        }
    }
    if entries.is_empty() {
        let ink = PALETTE[0].faded(0.5);
        entries.push((
            Key::Block(ink),
            words(
                "lands elsewhere, in its first district's colour",
                "落地他区，颜色同首谈区",
            )
            .of(language)
            .to_owned(),
        ));
    }
    let words = words("lands with its first negotiator", "落在首谈区").of(language);
    entries.push((Key::Block(STAY.faded(0.5)), words.to_owned()));
    entries
}

/// The height of one project at which a column of nodes fills `height`.
fn scale(nodes: &[Node], height: f64) -> f64 {
    let needed = |unit: f64| {
        nodes
            .iter()
            .map(|n| (n.total * unit).max(SLOT) + GAP)
            .sum::<f64>()
    };
    let sum: f64 = nodes.iter().map(|n| n.total).sum();
    let (mut low, mut high) = (0.0, height / sum);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if needed(middle) <= height {
            low = middle;
        } else {
            high = middle;
        }
    }
    // When the slots alone fill the height, ribbons keep a tenth of what they would have.
    if low > 0.0 { low } else { 0.1 * height / sum }
}

/// Places the bars of a column, spreading what height is left between them.
fn stack(nodes: &mut [Node], top: f64, bottom: f64, unit: f64) {
    let mut count = 0.0;
    let mut needed = 0.0;
    for node in nodes.iter() {
        needed += (node.total * unit).max(SLOT);
        count += 1.0;
    }
    let gap = if count > 1.0 {
        ((bottom - top - needed) / (count - 1.0)).min(40.0)
    } else {
        0.0
    };
    let mut y = top;
    for node in nodes {
        let height = node.total * unit;
        let slot = height.max(SLOT);
        node.top = y + (slot - height) / 2.0;
        y += slot + gap;
    }
}

/// A ribbon in words, and where its ends begin.
struct Told<'a> {
    from: &'a Place,
    to: &'a Place,
    count: f64,
    begin: f64,
    end: f64,
    thick: f64,
}

/// Draws every flow as a ribbon, those that stay first.
fn ribbons<'a>(
    picture: &mut Picture,
    flows: &Flows,
    (sources, targets): (&mut [Node<'a>], &mut [Node<'a>]),
    (left, right): (f64, f64),
    unit: f64,
) -> Vec<Told<'a>> {
    let mut shapes = Vec::new();
    let mut told = Vec::new();
    for source in sources.iter_mut() {
        for target in targets.iter_mut() {
            let (from, to) = (&source.place.code, &target.place.code);
            let count = flows
                .get(&(from.clone(), to.clone()))
                .copied()
                .unwrap_or(0.0);
            if count <= 0.0 {
                continue;
            }
            let thick = count * unit;
            let begin = (left + BAR, source.top + source.used);
            let end = (right - BAR, target.top + target.used);
            source.used += thick;
            target.used += thick;
            told.push(Told {
                from: source.place,
                to: target.place,
                count,
                begin: begin.1,
                end: end.1,
                thick,
            });
            let stays = from == to;
            let ink = if stays { STAY } else { source.ink };
            shapes.push((!stays, begin, end, thick.max(0.5), ink.faded(0.5)));
        }
    }
    shapes.sort_by(|a, b| a.0.cmp(&b.0).then(b.3.total_cmp(&a.3)));
    for (_, begin, end, thick, ink) in shapes {
        picture.area(ribbon(begin, end, thick), ink);
    }
    told
}

/// The outline of a ribbon whose upper edge runs from `begin` to `end`.
fn ribbon(begin: Point, end: Point, thick: f64) -> Vec<Point> {
    let steps = 40;
    let upper: Vec<Point> = (0..=steps)
        .map(|step| {
            let t = f64::from(step) / f64::from(steps);
            let back = 1.0 - t;
            // A cubic Bézier curve that leaves and arrives level: its inner points stand midway.
            let middle = f64::midpoint(begin.0, end.0);
            let inner = 3.0 * back * t;
            let x = back * back * back * begin.0 + inner * middle + t * t * t * end.0;
            let y = (back * back * back + inner * back) * begin.1 + (t * t * t + inner * t) * end.1;
            (x, y)
        })
        .collect();
    let lower = upper.iter().rev().map(|(x, y)| (*x, y + thick));
    upper.iter().copied().chain(lower).collect()
}
