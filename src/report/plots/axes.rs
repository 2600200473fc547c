//! What plots share: the sheet with title, legend and caption, and the panel with its axes.

use super::canvas::{BLACK, GREY, Ink, PALE, PALETTE, Picture, Point};
use super::lettering::{Align, Type};
use super::manifest::{Manifest, Scenario};
use crate::kernel::language::Language;

/// Between a picture's edge and what is drawn.
pub(super) const MARGIN: f64 = 18.0;
const TITLE: Type = Type::plain(15.0, BLACK).bold();
const CAPTION: Type = Type::plain(10.0, GREY);
/// Text of axes, legends and labels.
pub(super) const LABEL: Type = Type::plain(11.0, BLACK);

/// What is behind the best.
pub(super) const BEHIND: Ink = GREY.faded(0.6);

/// The sign of a legend's entry.
pub(super) enum Key {
    /// A scenario's line.
    Line(usize),
    /// A filled block.
    Block(Ink),
    /// An interval.
    Whisker(Ink),
    /// The dot of a difference.
    Dot(Dot),
}

/// How a difference's dot tells whether its interval excludes zero; the last two mark what stands
/// beside it.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Dot {
    /// The interval excludes zero.
    Full,
    /// The interval includes zero.
    Hollow,
    /// There is no interval.
    Diamond,
    /// A first figure beside it.
    Triangle,
    /// A second figure beside it.
    Square,
    /// Behind the best.
    Behind,
}

impl Dot {
    /// The colour of the dot and its whiskers.
    pub(super) const fn ink(self) -> Ink {
        match self {
            Self::Full | Self::Hollow => PALETTE[0],
            Self::Diamond | Self::Triangle => PALETTE[1],
            Self::Square => PALETTE[2],
            Self::Behind => BEHIND,
        }
    }
}

/// A picture under way: what is left between its title and legend above and its caption below.
pub(super) struct Sheet {
    /// The picture.
    pub picture: Picture,
    /// Where free space begins.
    pub top: f64,
    /// Where free space ends.
    pub bottom: f64,
    /// The right edge of what may be drawn.
    pub right: f64,
}

impl Sheet {
    /// A sheet with its title at the top and its caption, a paragraph an entry, at the bottom.
    pub(super) fn new(width: u32, height: u32, title: &str, caption: &[String]) -> Self {
        let mut picture = Picture::new(width, height);
        title.clone_into(&mut picture.title);
        picture.caption = caption.to_vec();
        let room = f64::from(width) - 2.0 * MARGIN;
        let mut top = MARGIN + 6.0;
        for line in wrap(title, TITLE, room) {
            picture.text((MARGIN, top), &line, TITLE);
            top += 20.0;
        }
        let mut bottom = f64::from(height) - 14.0;
        for line in caption.iter().flat_map(|p| wrap(p, CAPTION, room)).rev() {
            picture.text((MARGIN, bottom), &line, CAPTION);
            bottom -= 14.0;
        }
        Self {
            picture,
            top,
            bottom,
            right: f64::from(width) - MARGIN,
        }
    }

    /// Sets a legend in rows under what stands at the top.
    pub(super) fn legend(&mut self, entries: &[(Key, String)]) {
        let (mut x, mut y) = (MARGIN, self.top + 4.0);
        for (key, words) in entries {
            let words = fit(words, LABEL, self.right - MARGIN - 40.0);
            let width = 34.0 + LABEL.width(&words);
            if x > MARGIN && x + width > self.right {
                x = MARGIN;
                y += 18.0;
            }
            match key {
                Key::Line(look) => {
                    let ink = PALETTE[look % PALETTE.len()];
                    self.picture
                        .block((x, y - 6.0), (x + 28.0, y + 6.0), ink.faded(0.2));
                    strand(&mut self.picture, &[(x, y), (x + 28.0, y)], *look);
                }
                Key::Block(ink) => {
                    self.picture
                        .block((x + 6.0, y - 6.0), (x + 28.0, y + 6.0), *ink);
                }
                Key::Whisker(ink) => {
                    let (from, to) = (x + 6.0, x + 28.0);
                    self.picture.path(&[(from, y), (to, y)], *ink, 1.5);
                    for x in [from, to] {
                        self.picture.path(&[(x, y - 2.5), (x, y + 2.5)], *ink, 1.5);
                    }
                }
                Key::Dot(dot) => {
                    let (ink, width) = match dot {
                        Dot::Full | Dot::Hollow => (BLACK, 1.5),
                        Dot::Diamond => (BLACK, 0.0),
                        Dot::Triangle | Dot::Square | Dot::Behind => (dot.ink(), 1.0),
                    };
                    if width > 0.0 {
                        self.picture
                            .path(&[(x + 2.0, y), (x + 28.0, y)], ink, width);
                    }
                    draw_dot(&mut self.picture, (x + 15.0, y), *dot);
                }
            }
            self.picture.text((x + 34.0, y), &words, LABEL);
            x += width + 22.0;
        }
        if !entries.is_empty() {
            self.top = y + 16.0;
        }
    }

    /// Says in the middle of the free space why there is nothing to see.
    pub(super) fn note(&mut self, words: &str) {
        let middle = f64::midpoint(MARGIN, self.right);
        let looks = Type::plain(13.0, GREY).align(Align::Centre);
        let mut y = f64::midpoint(self.top, self.bottom);
        for line in wrap(words, looks, (self.right - MARGIN) * 0.8) {
            self.picture.text((middle, y), &line, looks);
            y += 18.0;
        }
    }
}

/// The caption's paragraphs: the scenarios shown, the replications and seed, and the method.
pub(super) fn caption(manifest: &Manifest, scenarios: &[&str], method: &str) -> Vec<String> {
    if manifest.language == Language::Chinese {
        return chinese_caption(manifest, scenarios, method);
    }
    let plural = if scenarios.len() > 1 {
        "Scenarios"
    } else {
        "Scenario"
    };
    let count = manifest.replications;
    let each = if count == 1 {
        "replication"
    } else {
        "replications"
    };
    let mut second = format!("n = {count} {each}, seed {}", manifest.seed);
    if !method.is_empty() {
        second = format!("{second}; {method}");
    }
    if !manifest.name.is_empty() {
        second = format!("{second}. Run: {}", manifest.name);
    }
    let first = format!("{plural}: {}", scenarios.join("; "));
    [first, second]
        .into_iter()
        .filter(|line| !line.ends_with(": "))
        .map(|line| line + ".")
        .collect()
}

fn chinese_caption(manifest: &Manifest, scenarios: &[&str], method: &str) -> Vec<String> {
    let (n, seed) = (manifest.replications, manifest.seed);
    let method = if method.is_empty() {
        String::new()
    } else {
        format!("；{method}")
    };
    let run = if manifest.name.is_empty() {
        String::new()
    } else {
        format!("运行：{}。", manifest.name)
    };
    let mut lines = vec![format!("重复次数 n = {n}，随机种子 {seed}{method}。{run}")];
    if !scenarios.is_empty() {
        lines.insert(0, format!("情景：{}。", scenarios.join("；")));
    }
    lines
}

/// The base and the variant of a caption, told apart.
pub(super) fn base_and_variant(
    language: Language,
    base: &Scenario,
    variant: &Scenario,
) -> [String; 2] {
    let (base, variant) = (&base.title, &variant.title);
    match language {
        Language::English => [format!("{base} (base)"), format!("{variant} (variant)")],
        Language::Chinese => [format!("{base}（基准）"), format!("{variant}（变体）")],
    }
}

/// A title with its unit in parentheses, if there is one.
pub(super) fn with_unit(language: Language, title: &str, unit: &str) -> String {
    match (unit.is_empty(), language) {
        (true, _) => title.to_owned(),
        (false, Language::English) => format!("{title} ({unit})"),
        (false, Language::Chinese) => format!("{title}（{unit}）"),
    }
}

/// A word and what is said of it.
pub(super) fn colon(language: Language, word: &str, said: &str) -> String {
    format!("{word}{}{said}", language.choose(": ", "："))
}

/// A figure with the ends of its interval, if it has one, as `spell` has them.
pub(super) fn with_ends(
    value: f64,
    ends: Option<(f64, f64)>,
    spell: impl Fn(f64) -> String,
) -> String {
    match ends {
        Some((low, high)) => format!("{} [{}, {}]", spell(value), spell(low), spell(high)),
        None => spell(value),
    }
}

/// The words for the ends of a 95 % interval in the heading of a table.
pub(super) fn ends(language: Language) -> [&'static str; 2] {
    match language {
        Language::English => ["95 % low", "95 % high"],
        Language::Chinese => ["95 % 下限", "95 % 上限"],
    }
}

/// A rectangle of a picture that stands for ranges of values.
pub(super) struct Panel {
    /// Left and right edges.
    pub across: (f64, f64),
    /// Upper and lower edges.
    pub down: (f64, f64),
    /// The values at the left and right edges.
    pub x: (f64, f64),
    /// The values at the lower and upper edges.
    pub y: (f64, f64),
}

impl Panel {
    /// The point for a pair of values.
    pub(super) fn at(&self, x: f64, y: f64) -> Point {
        let part = |value: f64, (low, high): (f64, f64)| {
            if high > low {
                (value - low) / (high - low)
            } else {
                0.5
            }
        };
        let (left, right) = self.across;
        let (top, bottom) = self.down;
        (
            left + part(x, self.x) * (right - left),
            bottom - part(y, self.y) * (bottom - top),
        )
    }

    /// Draws the ticks and title of the axis at the bottom, with grid lines upwards.
    pub(super) fn x_axis(&self, picture: &mut Picture, ticks: &[(f64, String)], title: &str) {
        let bottom = self.down.1;
        let shown = |value: f64| (self.x.0..=self.x.1).contains(&value);
        for (value, words) in ticks.iter().filter(|(value, _)| shown(*value)) {
            let x = self.at(*value, self.y.0).0;
            if x - self.across.0 > 1.0 {
                picture.path(&[(x, self.down.0), (x, bottom)], PALE, 0.5);
            }
            picture.path(&[(x, bottom), (x, bottom + 4.0)], BLACK, 1.0);
            picture.text((x, bottom + 13.0), words, LABEL.align(Align::Centre));
        }
        picture.path(
            &[(self.across.0, bottom), (self.across.1, bottom)],
            BLACK,
            1.0,
        );
        let middle = f64::midpoint(self.across.0, self.across.1);
        picture.text((middle, bottom + 32.0), title, LABEL.align(Align::Centre));
    }

    /// Draws the ticks and title of the axis at the left, with grid lines to the right.
    pub(super) fn y_axis(&self, picture: &mut Picture, ticks: &[(f64, String)], title: &str) {
        let (left, right) = self.across;
        for (value, words) in ticks {
            let y = self.at(self.x.0, *value).1;
            if self.down.1 - y > 1.0 {
                picture.path(&[(left, y), (right, y)], PALE, 0.5);
            }
            picture.path(&[(left - 4.0, y), (left, y)], BLACK, 1.0);
            picture.text((left - 7.0, y), words, LABEL.align(Align::Right));
        }
        picture.path(&[(left, self.down.0), (left, self.down.1)], BLACK, 1.0);
        let looks = Type {
            upwards: true,
            ..LABEL.align(Align::Centre)
        };
        let title = fit(title, looks, self.down.1 - self.down.0);
        let middle = f64::midpoint(self.down.0, self.down.1);
        picture.text((MARGIN + 4.0, middle), &title, looks);
    }
}

/// Draws a scenario's line in its colour and dashes.
pub(super) fn strand(picture: &mut Picture, points: &[Point], look: usize) {
    const DASHES: [&[f64]; 4] = [&[], &[9.0, 4.0], &[2.5, 3.5], &[11.0, 3.5, 2.5, 3.5]];
    let ink = PALETTE[look % PALETTE.len()];
    let dashes = DASHES[look % DASHES.len()];
    if dashes.is_empty() {
        picture.path(points, ink, 2.0);
        return;
    }
    let (mut turn, mut left) = (0, dashes[0]);
    let mut run: Vec<Point> = points.first().copied().into_iter().collect();
    for pair in points.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        let mut length = libm::hypot(to.0 - from.0, to.1 - from.1);
        while length > left {
            let part = left / length;
            from = (
                from.0 + (to.0 - from.0) * part,
                from.1 + (to.1 - from.1) * part,
            );
            length -= left;
            if turn % 2 == 0 {
                run.push(from);
                picture.path(&run, ink, 2.0);
            }
            turn += 1;
            left = dashes[turn % dashes.len()];
            run = vec![from];
        }
        left -= length;
        run.push(to);
    }
    if turn % 2 == 0 {
        picture.path(&run, ink, 2.0);
    }
}

/// Draws the dot of a difference.
pub(super) fn draw_dot(picture: &mut Picture, at: Point, dot: Dot) {
    match dot {
        Dot::Full => picture.disc(at, 5.0, dot.ink()),
        Dot::Hollow => {
            picture.disc(at, 5.0, dot.ink());
            picture.disc(at, 3.0, super::canvas::PAPER);
        }
        Dot::Diamond => {
            let (x, y) = at;
            let corners = vec![(x - 6.0, y), (x, y - 6.0), (x + 6.0, y), (x, y + 6.0)];
            picture.area(corners, dot.ink());
        }
        Dot::Triangle => {
            let (x, y) = at;
            let corners = vec![(x - 4.5, y + 4.0), (x, y - 4.5), (x + 4.5, y + 4.0)];
            picture.area(corners, dot.ink());
        }
        Dot::Square | Dot::Behind => {
            let (x, y) = at;
            picture.block((x - 3.5, y - 3.5), (x + 3.5, y + 3.5), dot.ink());
        }
    }
}

/// Breaks a text at spaces, and between Chinese letters, into lines no wider than `room`.
pub(super) fn wrap(text: &str, looks: Type, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        for (at, piece) in pieces(word).into_iter().enumerate() {
            let space = if at == 0 { " " } else { "" };
            match lines.last_mut() {
                Some(line) if looks.width(&format!("{line}{space}{piece}")) <= room => {
                    line.push_str(space);
                    line.push_str(&piece);
                }
                _ => lines.push(fit(&piece, looks, room)),
            }
        }
    }
    lines
}

/// A word in the pieces between which a line may end: beside a Chinese letter, but never before a
/// mark that closes or after one that opens.
fn pieces(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let is_whole = |a: &char, b: &char| {
        !(is_chinese(*a) || is_chinese(*b)) || CLOSING.contains(*b) || OPENING.contains(*a)
    };
    let pieces = letters.chunk_by(is_whole);
    pieces.map(|piece| piece.iter().collect()).collect()
}

/// Marks that no line begins with, and marks that no line ends with.
const CLOSING: &str = "，。；：、！？）》」』】”’…—%–";
const OPENING: &str = "（《「『【“‘";

/// Whether a letter is Chinese, or a mark of its width.
const fn is_chinese(letter: char) -> bool {
    matches!(letter, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

/// A text cut short, with an ellipsis, if it is wider than `room`.
pub(super) fn fit(text: &str, looks: Type, room: f64) -> String {
    if looks.width(text) <= room {
        return text.to_owned();
    }
    let mut short = text.to_owned();
    while !short.is_empty() && looks.width(&format!("{short}…")) > room {
        short.pop();
    }
    format!("{}…", short.trim_end())
}

/// The largest size, down to two thirds, at which a text is no wider than `room`, and what then fits.
pub(super) fn shrink(text: &str, looks: Type, room: f64) -> (String, Type) {
    let mut smaller = looks;
    while smaller.width(text) > room && smaller.size > looks.size * 0.67 {
        smaller.size -= 0.5;
    }
    (fit(text, smaller, room), smaller)
}
