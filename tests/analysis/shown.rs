//! What plots and printed tables say of an analysis.

use super::*;

/// Draws and prints a result; the plots as SVG, one after the other, and the table.
fn shown(text: &str, method: Method) -> (String, String) {
    let folder = folder();
    let table = folder.path().join("table.csv");
    std::fs::write(&table, text).unwrap();
    let out = folder.path().join("out");
    let request = request(&table, method, out.clone());
    analysis::analyse(&request).unwrap().finish().unwrap();
    let figures = report::plots::draw(&out, &report::Looks::default())
        .unwrap()
        .figures;
    let drawn: Vec<String> = figures.into_iter().map(|figure| figure.svg).collect();
    assert!(!drawn.is_empty() && drawn.iter().all(|svg| !svg.contains("NaN")));
    (
        drawn.join("\n"),
        report::analyses::table(&out, 150, landfall::kernel::language::Language::default())
            .unwrap(),
    )
}

#[test]
fn tables_and_plots_say_what_was_found_and_from_what() {
    let output = |x: &[f64]| 3.0 * x[0] + x[1] * x[1];
    let points = saltelli(64, 3, 1);
    let noisy = |point: usize, x: &[f64], r: u32| output(x) + 0.3 * luck(1 + point, r);
    let (plot, table) = shown(&replicated(points.rows(), 4, noisy), Method::Sobol);
    for words in [
        "64 base points, 4 replications",
        "200 bootstrap resamples",
        "pale",
    ] {
        assert!(plot.contains(words), "{words}");
    }
    for words in [
        "y, n = 64 base points",
        "covers 0",
        "interactions",
        "luck, of",
    ] {
        assert!(table.contains(words), "{words} in {table}");
    }
    let order = |name: &str| table.find(&format!(" {name} ")).unwrap();
    assert!(order("x1") < order("x2") && order("x2") < order("x3"));

    let ways = trajectories(16, 3, 4, 1);
    let (plot, table) = shown(&replicated(ways.rows(), 4, noisy), Method::Morris);
    for words in ["16 trajectories, 4 replications", "1  x1", "1 x1", "σ = μ*"] {
        assert!(plot.contains(words), "{words}");
    }
    assert!(table.contains("may be luck"), "{table}");
    let (plot, table) = shown(&replicated(ways.rows(), 1, |_, _, _| 3.0), Method::Morris);
    assert!(plot.contains("Every effect is zero"));
    assert!(table.contains("0 to 0, covers 0"), "{table}");
    let (plot, table) = shown(&replicated(points.rows(), 2, |_, _, _| 3.0), Method::Sobol);
    assert!(plot.contains("the output is constant") && table.contains("no shares: constant"));
    let way = trajectories(1, 3, 4, 1);
    let (_, table) = shown(&replicated(way.rows(), 1, noisy), Method::Morris);
    assert!(
        table.contains(" - "),
        "one trajectory has no interval: {table}"
    );

    let text = "point,replication,word,x,y\n0,0,b,1,1\n0,1,b,1,2\n1,0,a,2,\n1,1,a,2,\n";
    let (plot, table) = shown(text, Method::Response);
    assert!(plot.contains("Student") && plot.contains("\nb\n"));
    assert!(table.contains("1.5 ("), "{table}");
}
