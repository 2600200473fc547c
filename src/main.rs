fn main() {
    let path = std::env::args().nth(1).unwrap();
    let s = match landfall::scenario::Scenario::load(std::path::Path::new(&path), Default::default()) { Ok(s) => s, Err(e) => { println!("{e}"); return } };
    let t = std::time::Instant::now();
    let n: u32 = std::env::args().nth(2).map_or(1, |n| n.parse().unwrap());
    let layout = s.city.layout();
    let mut sums = vec![];
    for r in 0..n {
        let sim = landfall::simulation::Simulation::new(&s, r, std::env::var("CHECK").is_ok());
        match sim.run(r) { Ok(o) => { if sums.is_empty() { sums = vec![0.0; o.figures.len()]; } for (a, b) in sums.iter_mut().zip(&o.figures) { *a += b.unwrap_or(f64::NAN) / n as f64 } if r==0 {println!("projects {}", o.projects.len());} } Err(e) => println!("{e}") }
    }
    println!("{:?}", t.elapsed());
    for ((m, _, place), v) in landfall::simulation::figures(&layout).iter().zip(&sums) {
        if *place == landfall::kernel::record::Place::City { println!("{:45} {:12.4} {}", m.name, v, m.unit); }
    }
    for d in 0..layout.districts() { print!("{} {:.1}/{:.0} ", s.city.districts[d].code, 0.0, landfall::simulation::figures(&layout).iter().zip(&sums).find(|((m,_,p),_)| m.name=="placement.landed" && *p==landfall::kernel::record::Place::District(d)).unwrap().1); }
}
