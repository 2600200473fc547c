//! Tables and requests that are refused, and the words they are refused with.

use super::*;

#[test]
fn tables_that_cannot_be_read_say_why() {
    for (text, expected) in [
        ("", "the file is empty"),
        ("x;y\n1;2\n", "separated by commas"),
        ("x,y,y\n1,2,3\n", "two columns are named \"y\""),
        ("x,y\n1,2\ntwo,3\n", "holds numbers and the word \"two\""),
        ("replication,x,y\n0,1,2\n", "needs a column \"point\""),
        ("point,y\n0,1\n", "has no inputs"),
        ("x,y\n1,2\n1\n", "2"),
        (
            "x,y\n1,many\n",
            "\"many\" in the column \"y\" is no finite number",
        ),
    ] {
        let why = refused(text, Method::Response);
        assert!(why.contains(expected), "{text:?}: {why}");
    }
    // As other programs write what is not there.
    for missing in ["NA", "nan", " "] {
        let why = refused(&format!("x,y\n1,{missing}\n2,3\n"), Method::Morris);
        assert!(why.contains("undefined at 1 of 2 points"), "{why}");
    }
}

#[test]
fn a_table_says_which_replication_a_row_is() {
    let head = "point,replication,x1,y\n";
    let inner = "0,0,0,1\n0,1,0,2\n1,1,1,5\n1,0,1,3\n";
    let rows = analysed(&format!("{head}{inner}"), Method::Morris, "morris.csv");
    assert_eq!(number(&rows[0], "mu"), 2.5);
    let cases = [
        (
            "0,0,0,1\n1,0,1,3\n0,1,0,2\n",
            ":4: point 0 has rows further up",
        ),
        (
            "0,0,0,1\n0,0,0,2\n",
            ":3: a replication of this point stands twice",
        ),
        ("0,0,0,1\n0,1,1,2\n", ":3: \"x1\" is not the same"),
        ("0,0,,1\n", ":2: the input \"x1\" is empty"),
        (
            "0,0,0,one\n",
            ":2: \"one\" in the column \"y\" is no finite number",
        ),
        (
            "0,0,0,1\n0,1,0,1\n1,0,1,1\n",
            "\"y\" is undefined at 1 of 2 points",
        ),
    ];
    for (rows, expected) in cases {
        let why = refused(&format!("{head}{rows}"), Method::Morris);
        assert!(why.contains(expected), "{why}");
    }
}

#[test]
fn a_table_that_is_no_saltelli_design_is_refused_with_its_row() {
    let sample = hypercube(50, 3);
    let why = refused(&table(sample.rows(), (0.0, 1.0), |x| x[0]), Method::Sobol);
    assert!(
        why.contains("no Saltelli design of 3 inputs: line 3: \"x1\" is "),
        "{why}"
    );
    let good = table(saltelli(8, 3, 1).rows(), (0.0, 1.0), |x| x[0]);
    // Line 13 is the row of the third block that takes x1 from B.
    let broken: Vec<String> = good
        .lines()
        .enumerate()
        .map(|(at, line)| match (at + 1, line.split_once(',')) {
            (13, Some((_, rest))) => format!("0.5,{rest}"),
            _ => line.to_owned(),
        })
        .collect();
    let why = refused(&broken.join("\n"), Method::Sobol);
    assert!(why.contains("line 13: \"x1\" is 0.5, not "), "{why}");
    assert!(why.contains("as in its B, line 16"), "{why}");
    let short: Vec<&str> = good.lines().take(1 + 5 * 2 + 2).collect();
    let why = refused(&short.join("\n"), Method::Sobol);
    assert!(
        why.contains("line 12: the last block has 2 of 5 points"),
        "{why}"
    );
}

#[test]
fn a_saltelli_design_with_second_orders_is_recognized() {
    // A, AB_1, AB_2, BA_1, BA_2, B.
    let text = "x1,x2,y\n1,2,0\n3,2,0\n1,4,0\n1,4,0\n3,2,0\n3,4,0\n";
    let why = refused(text, Method::Sobol);
    assert!(why.contains("calc_second_order=False"), "{why}");
}

#[test]
fn a_table_that_is_no_morris_design_is_refused_with_its_row() {
    let sample = hypercube(50, 3);
    let why = refused(&table(sample.rows(), (0.0, 1.0), |x| x[0]), Method::Morris);
    assert!(
        why.contains("no Morris design of 3 inputs: line 3: \"x1\", \"x2\", \"x3\" differ"),
        "{why}"
    );
    let cases = [
        ("x1,x2,y\n0,0,1\n1,0,1\n1,0,1\n", "line 4: no input differs"),
        (
            "x1,x2,y\n0,0,1\n1,0,1\n0,0,1\n",
            "line 4: \"x1\" changes again",
        ),
        (
            "x1,x2,y\n0,0,1\n1,0,1\n1,1,1\n0,0,1\n",
            "line 5: the last trajectory has 1 of 3",
        ),
        (
            "point,replication,x1,x2,y\n7,0,0,0,1\n7,1,0,0,1\n8,0,1,1,1\n8,1,1,1,1\n",
            "line 4 (point 8): \"x1\", \"x2\" differ",
        ),
    ];
    for (text, expected) in cases {
        let why = refused(text, Method::Morris);
        assert!(why.contains(expected), "{why}");
    }
}

#[test]
fn undefined_outputs_are_refused_and_constant_ones_marked() {
    let good = table(saltelli(8, 2, 1).rows(), (0.0, 1.0), |_| 3.0);
    let rows = analysed(&good, Method::Sobol, "sobol.csv");
    for row in &rows {
        assert_eq!(
            (row["first"].as_str(), row["remark"].as_str()),
            ("", "constant")
        );
        assert_eq!(row["total_covers_zero"], "");
    }
    let figures = analysed(&good, Method::Sobol, "variance.csv");
    assert_eq!(number(&figures[0], "value"), 3.0);
    assert!(figures.iter().all(|row| row["remark"] == "constant"));

    let hole: Vec<String> = good
        .lines()
        .enumerate()
        .map(|(at, line)| match line.rsplit_once(',') {
            Some((inputs, _)) if at == 3 || at == 7 => format!("{inputs},"),
            _ => line.to_owned(),
        })
        .collect();
    for method in [Method::Sobol, Method::Morris] {
        let text = if method == Method::Sobol {
            hole.join("\n")
        } else {
            "x1,y\n0,1\n1,\n0,2\n1,\n".to_owned()
        };
        let why = refused(&text, method);
        assert!(why.contains("\"y\" is undefined at 2 of "), "{why}");
        assert!(why.contains("--output"), "{why}");
    }
}

/// Why a request is refused.
fn trouble(request: &Request) -> String {
    match analysis::analyse(request) {
        Err(why) => why.to_string(),
        Ok(_) => panic!("accepted"),
    }
}

#[test]
fn options_of_other_methods_are_refused() {
    let folder = folder();
    let path = folder.path().join("table.csv");
    std::fs::write(&path, "x,y\n1,2\n2,3\n").unwrap();
    let mut asked = request(&path, Method::Response, folder.path().join("out"));
    asked.boxes = 2;
    let why = trouble(&asked);
    assert!(
        why.contains("--boxes") && why.contains("--method discovery"),
        "{why}"
    );
}

#[test]
fn the_table_of_a_sweep_and_a_part_of_one_are_told_what_to_name() {
    let folder = folder();
    let manifest = |rest: &str| {
        let text = format!(r#"{{"kind": "sweep", "name": "s"{rest}}}"#);
        std::fs::write(folder.path().join("manifest.json"), text).unwrap();
    };
    let path = folder.path().join("runs.csv");
    std::fs::write(&path, "x,y,z\n1,2,3\n2,3,4\n").unwrap();
    let mut asked = request(&path, Method::Response, folder.path().join("out"));
    manifest("");
    let said = trouble(&asked);
    assert!(said.contains("name the folder"), "{said}");
    manifest(r#", "part": {"number": 1, "of": 2}"#);
    folder.path().clone_into(&mut asked.table);
    let said = trouble(&asked);
    assert!(said.contains("landfall merge"), "{said}");
}
