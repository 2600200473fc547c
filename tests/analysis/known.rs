//! Functions whose indices and effects have closed forms.

use super::*;

/// How near an index must come to its known value.
const NEAR: f64 = 0.01;
/// Base points of the tables with known shares. From 4,096 on most samples come that near, from 8,192
/// on all that were tried.
const BASE_POINTS: usize = 8_192;
/// Trajectories of the table with known effects, which are some 800 times as large as is near.
const TRAJECTORIES: usize = 65_536;

const A: f64 = 7.0;
const B: f64 = 0.1;

/// Keeps a table where other software finds it, and asks for its analysis.
fn kept(name: &str, text: &str, method: Method) -> (Request, tempfile::TempDir) {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    let folder = folder();
    let request = request(&path, method, folder.path().join("out"));
    (request, folder)
}

/// The function of Ishigami and Homma on −π to π.
fn ishigami(x: &[f64]) -> f64 {
    let sin = libm::sin;
    sin(x[0]) + A * sin(x[1]) * sin(x[1]) + B * libm::pow(x[2], 4.0) * sin(x[0])
}

#[test]
fn the_shares_of_variance_of_the_ishigami_function_are_known() {
    let (four, eight) = (libm::pow(PI, 4.0), libm::pow(PI, 8.0));
    let by_one = libm::pow(1.0 + B * four / 5.0, 2.0) / 2.0;
    let by_two = A * A / 8.0;
    let by_both = 8.0 * B * B * eight / 225.0;
    let all = by_one + by_two + by_both;
    let first = [by_one / all, by_two / all, 0.0];
    let total = [(by_one + by_both) / all, by_two / all, by_both / all];

    let text = table(saltelli(BASE_POINTS, 3, 1).rows(), (-PI, PI), ishigami);
    let (request, _folder) = kept("ishigami_saltelli.csv", &text, Method::Sobol);
    let rows = sheet(&request, "sobol.csv");
    assert_eq!(rows.len(), 3);
    let others = (2..=3).flat_map(|seed| {
        let points = saltelli(BASE_POINTS, 3, seed);
        analysed(
            &table(points.rows(), (-PI, PI), ishigami),
            Method::Sobol,
            "sobol.csv",
        )
    });
    for (at, row) in rows.iter().cloned().chain(others).enumerate() {
        let (row, input) = (&row, at % 3);
        for (index, known) in [("first", first[input]), ("total", total[input])] {
            let (value, (low, high)) = (number(row, index), ends(row, index));
            assert!(
                (value - known).abs() < NEAR,
                "{index} {input}: {value} {known}"
            );
            assert!(
                low < known && known < high,
                "{index} {input}: {low} to {high}"
            );
            let is_zero = index == "first" && input == 2;
            assert_eq!(is_marked(row, index), is_zero, "{index} {input}");
        }
        assert_eq!(row["n"], BASE_POINTS.to_string());
    }

    let mut reader = csv::Reader::from_path(request.out.join("variance.csv")).unwrap();
    let figures: Vec<Row> = reader.deserialize().map(|row| row.unwrap()).collect();
    let figure = |name: &str| {
        let row = figures.iter().find(|row| row["figure"] == name).unwrap();
        row["value"].clone()
    };
    let value = |name: &str| figure(name).parse::<f64>().unwrap();
    assert!((value("interactions") - by_both / all).abs() < NEAR);
    assert!((value("interactions") + value("sum_of_first_orders") - 1.0).abs() < 1e-9);
    assert!((value("sd") / libm::sqrt(all) - 1.0).abs() < NEAR);
    assert!((value("mean") - A / 2.0).abs() < NEAR);
    assert_eq!(figure("luck"), "", "one replication does not tell");
}

#[test]
fn the_effects_of_the_ishigami_function_are_those_of_its_grid() {
    const LEVELS: usize = 4;
    let grid: Vec<f64> = (0..LEVELS)
        .map(|level| -PI + 2.0 * PI * level as f64 / (LEVELS as f64 - 1.0))
        .collect();
    let text = table(
        trajectories(TRAJECTORIES, 3, LEVELS, 1).rows(),
        (-PI, PI),
        ishigami,
    );
    let (request, _folder) = kept("ishigami_morris.csv", &text, Method::Morris);
    let rows = sheet(&request, "morris.csv");
    for (input, row) in rows.iter().enumerate() {
        // Every step of the input at every place of the other two on the grid.
        let mut effects = Vec::new();
        for (low, high) in grid.iter().zip(&grid[LEVELS / 2..]) {
            for one in &grid {
                for other in &grid {
                    let at = |value: f64| {
                        let mut x = vec![*one, *other];
                        x.insert(input, value);
                        ishigami(&x)
                    };
                    effects.push((at(*high) - at(*low)) / step(LEVELS));
                }
            }
        }
        let n = effects.len() as f64;
        let mean = effects.iter().sum::<f64>() / n;
        let star = effects.iter().map(|effect| effect.abs()).sum::<f64>() / n;
        let spread = effects.iter().map(|e| (e - mean) * (e - mean)).sum::<f64>() / n;
        let known = [
            ("mu", mean),
            ("mu_star", star),
            ("sigma", libm::sqrt(spread)),
        ];
        for (index, known) in known {
            let value = number(row, index);
            assert!(
                (value - known).abs() < NEAR,
                "{index} {input}: {value} {known}"
            );
            let (low, high) = ends(row, index);
            assert!(low - NEAR < known && known < high + NEAR, "{index} {input}");
        }
        assert_eq!(row["trajectories"], TRAJECTORIES.to_string());
        assert!(!is_marked(row, "mu_star") && !is_marked(row, "sigma"));
    }
    // The effects of the second and third input go both ways and cancel.
    assert!(!is_marked(&rows[0], "mu") && is_marked(&rows[1], "mu") && is_marked(&rows[2], "mu"));
}

#[test]
fn the_shares_of_variance_of_the_g_function_are_known() {
    const WEIGHTS: [f64; 6] = [0.0, 0.5, 3.0, 9.0, 99.0, 99.0];
    let g = |x: &[f64]| -> f64 {
        let parts = x.iter().zip(WEIGHTS);
        parts
            .map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a))
            .product()
    };
    let parts = WEIGHTS.map(|a| 1.0 / (3.0 * (1.0 + a) * (1.0 + a)));
    let product: f64 = parts.iter().map(|part| 1.0 + part).product();
    let text = table(
        saltelli(BASE_POINTS, WEIGHTS.len(), 1).rows(),
        (0.0, 1.0),
        g,
    );
    let (request, _folder) = kept("g_function_saltelli.csv", &text, Method::Sobol);
    for (part, row) in parts.iter().zip(sheet(&request, "sobol.csv")) {
        let first = part / (product - 1.0);
        let total = part * product / (1.0 + part) / (product - 1.0);
        for (index, known) in [("first", first), ("total", total)] {
            let value = number(&row, index);
            assert!((value - known).abs() < NEAR, "{index}: {value} {known}");
        }
    }
}

#[test]
fn an_input_that_does_nothing_is_marked() {
    let output = |x: &[f64]| x[0] + x[1] * x[1];
    let rows = analysed(
        &table(saltelli(64, 3, 1).rows(), (0.0, 1.0), output),
        Method::Sobol,
        "sobol.csv",
    );
    for index in ["first", "total"] {
        assert_eq!(ends(&rows[2], index), (0.0, 0.0));
        assert!(is_marked(&rows[2], index) && !is_marked(&rows[0], index));
    }
    let rows = analysed(
        &table(trajectories(16, 3, 4, 1).rows(), (0.0, 1.0), output),
        Method::Morris,
        "morris.csv",
    );
    for index in ["mu", "mu_star", "sigma"] {
        assert!(is_marked(&rows[2], index), "{index}");
        assert_eq!(number(&rows[2], index), 0.0);
    }
    assert!(!is_marked(&rows[0], "mu_star"));
    assert!(
        is_marked(&rows[0], "sigma"),
        "a straight line has the same effect everywhere"
    );
    assert!(!is_marked(&rows[1], "sigma"));
}

#[test]
fn effects_are_in_ranges_of_the_input() {
    let ways = trajectories(4, 2, 4, 1);
    let text = table(ways.rows(), (0.0, 10.0), |x| 2.0 * x[0] - x[1]);
    let rows = analysed(&text, Method::Morris, "morris.csv");
    assert!((number(&rows[0], "mu") - 20.0).abs() < 1e-9);
    assert!((number(&rows[1], "mu") + 10.0).abs() < 1e-9);
    let folder = folder();
    let path = folder.path().join("table.csv");
    std::fs::write(&path, text).unwrap();
    let mut request = request(&path, Method::Morris, folder.path().join("out"));
    request.ranges = vec![("x1".to_owned(), 0.0, 20.0)];
    assert!((number(&sheet(&request, "morris.csv")[0], "mu") - 40.0).abs() < 1e-9);
}

#[test]
fn intervals_shrink_as_points_grow() {
    let width = |points: usize| {
        let text = table(saltelli(points, 3, 1).rows(), (-PI, PI), ishigami);
        let rows = analysed(&text, Method::Sobol, "sobol.csv");
        let (low, high) = ends(&rows[0], "first");
        high - low
    };
    let ratio = width(128) / width(2_048);
    assert!((2.5..6.5).contains(&ratio), "16 times the points, {ratio}");
    let width = |ways: usize| {
        let text = table(trajectories(ways, 3, 4, 1).rows(), (-PI, PI), ishigami);
        let rows = analysed(&text, Method::Morris, "morris.csv");
        let (low, high) = ends(&rows[0], "mu_star");
        high - low
    };
    let ratio = width(32) / width(512);
    assert!((2.5..6.5).contains(&ratio), "16 times the points, {ratio}");
}

#[test]
fn luck_that_all_points_share_moves_no_index() {
    let points = saltelli(256, 3, 1);
    let output = |x: &[f64]| x[0] + 2.0 * x[1] * x[2];
    let quiet = replicated(points.rows(), 1, |_, x, _| output(x));
    let shared = replicated(points.rows(), 5, |_, x, r| output(x) + 3.0 * luck(0, r));
    let (quiet, shared) = (
        analysed(&quiet, Method::Sobol, "sobol.csv"),
        analysed(&shared, Method::Sobol, "sobol.csv"),
    );
    for (quiet, shared) in quiet.iter().zip(&shared) {
        for index in ["first", "total"] {
            let apart = number(quiet, index) - number(shared, index);
            assert!(apart.abs() < 1e-9, "{index}: {apart}");
        }
    }
    let ways = trajectories(16, 3, 4, 1);
    let shared = replicated(ways.rows(), 5, |_, x, r| output(x) + 3.0 * luck(0, r));
    let rows = analysed(&shared, Method::Morris, "morris.csv");
    assert!((number(&rows[0], "mu_star") - 1.0).abs() < 1e-9);
}

#[test]
fn luck_of_single_runs_is_told_from_what_inputs_do() {
    // The output has a variance of 1 by luck and of 1/12 + 4/12 by two inputs; the third does nothing.
    let output = |x: &[f64]| x[0] + 2.0 * x[1];
    let points = saltelli(1_024, 3, 1);
    let text = replicated(points.rows(), 4, |point, x, r| {
        output(x) + luck(1 + point, r)
    });
    let rows = analysed(&text, Method::Sobol, "sobol.csv");
    for (row, known) in rows.iter().zip([0.2, 0.8, 0.0]) {
        for index in ["first", "total"] {
            let (value, (low, high)) = (number(row, index), ends(row, index));
            assert!((value - known).abs() < 0.1, "{index}: {value} {known}");
            assert!(low < known && known < high, "{index}: {low} to {high}");
        }
    }
    assert!(
        is_marked(&rows[2], "total"),
        "luck is not mistaken for an effect"
    );
    assert!(!is_marked(&rows[0], "total"));
    let figures = analysed(&text, Method::Sobol, "variance.csv");
    let luck_share = figures.iter().find(|row| row["figure"] == "luck").unwrap();
    let known = 12.0 / 17.0;
    assert!((number(luck_share, "value") - known).abs() < 0.02);
    let (low, high) = (number(luck_share, "ci_low"), number(luck_share, "ci_high"));
    assert!(low < known && known < high, "{low} to {high}");

    let ways = trajectories(64, 3, 4, 1);
    let text = replicated(ways.rows(), 4, |point, x, r| output(x) + luck(1 + point, r));
    let rows = analysed(&text, Method::Morris, "morris.csv");
    assert!(is_marked(&rows[2], "mu") && is_marked(&rows[2], "mu_star"));
    assert!(
        is_marked(&rows[0], "sigma"),
        "the spread of its effects is luck"
    );
    assert!(!is_marked(&rows[0], "mu_star") && !is_marked(&rows[1], "mu_star"));
}

#[test]
fn what_only_luck_moves_has_no_shares() {
    let points = saltelli(16, 2, 1);
    let told = (0..8).filter(|number| {
        let first = 1 + 1_000 * number;
        let text = replicated(points.rows(), 4, |point, _, r| luck(first + point, r));
        let rows = analysed(&text, Method::Sobol, "sobol.csv");
        let is_told = rows[0]["remark"].is_empty();
        assert_eq!(is_told, !rows[0]["total"].is_empty());
        is_told
    });
    // The estimate of the variance itself is above zero in about every other table.
    assert!(told.count() < 2);
}

#[test]
fn a_curve_goes_through_the_means_with_the_interval_its_points_allow() {
    // One point for each value: Student's interval over three replications.
    let text = "point,replication,x,y\n0,0,1,1\n0,1,1,2\n0,2,1,3\n1,0,2,4\n1,1,2,\n1,2,2,6\n";
    let rows = analysed(text, Method::Response, "response.csv");
    assert_eq!(rows.len(), 2);
    assert_eq!(
        (number(&rows[0], "mean"), number(&rows[1], "mean")),
        (2.0, 5.0)
    );
    let half = 4.302_652_73 / libm::sqrt(3.0);
    assert!((number(&rows[0], "ci_high") - 2.0 - half).abs() < 1e-6);
    assert_eq!(rows[0]["interval"], "student");
    assert_eq!(rows[0]["p10"], "", "nothing else varies");
    assert_eq!(
        (rows[1]["points"].as_str(), rows[1]["n"].as_str()),
        ("1", "2")
    );

    // A grid of a word and a number: the other input spreads the points of a value.
    let mut text = "word,x,y\n".to_owned();
    for (word, level) in [("low", 0.0), ("high", 100.0)] {
        for x in 0..=10 {
            writeln!(text, "{word},{x},{}", level + f64::from(x)).unwrap();
        }
    }
    let rows = analysed(&text, Method::Response, "response.csv");
    let word = |name: &str| rows.iter().find(|row| row["value"] == name).unwrap();
    assert_eq!(number(word("high"), "mean"), 105.0);
    assert_eq!(
        (number(word("low"), "p10"), number(word("low"), "p90")),
        (1.0, 9.0)
    );
    assert_eq!(word("low")["interval"], "bootstrap");
    let (low, high) = (
        number(word("low"), "ci_low"),
        number(word("low"), "ci_high"),
    );
    assert!(1.0 < low && low < 5.0 && 5.0 < high && high < 9.0);
    let x: Vec<&Row> = rows.iter().filter(|row| row["input"] == "x").collect();
    assert_eq!(x.len(), 11);
    assert_eq!((number(x[3], "mean"), x[3]["points"].as_str()), (53.0, "2"));
}

#[test]
fn many_values_are_taken_together_in_ranges_of_equally_many_points() {
    let sample = hypercube(200, 2);
    let text = table(sample.rows(), (0.0, 1.0), |x| 10.0 * x[0]);
    let rows = analysed(&text, Method::Response, "response.csv");
    let x: Vec<&Row> = rows.iter().filter(|row| row["input"] == "x1").collect();
    assert_eq!(x.len(), 10);
    for (at, row) in x.iter().enumerate() {
        assert_eq!(row["points"], "20");
        let (low, high) = (number(row, "low"), number(row, "high"));
        assert!(low >= 0.1 * at as f64 && high <= 0.1 * (at + 1) as f64);
        assert!((number(row, "mean") - 10.0 * number(row, "value")).abs() < 1e-6);
    }
    // Half of the points share one value: it has a range of its own, and the others divide the rest.
    let mut text = "x1,x2,y\n".to_owned();
    for point in 0..200 {
        let x = if point < 100 { 0 } else { point };
        writeln!(text, "{x},{},1", point % 2).unwrap();
    }
    let rows = analysed(&text, Method::Response, "response.csv");
    let sizes: Vec<&str> = rows
        .iter()
        .filter(|row| row["input"] == "x1")
        .map(|row| row["points"].as_str())
        .collect();
    assert_eq!(sizes, ["100", "20", "20", "20", "20", "20"]);
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let text = table(saltelli(64, 3, 1).rows(), (-PI, PI), ishigami);
    let files = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build().unwrap().install(|| {
            let names = ["sobol.csv", "variance.csv"];
            names.map(|name| analysed(&text, Method::Sobol, name))
        })
    };
    assert_eq!(files(1), files(3));
}
