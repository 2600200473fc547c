//! Calibration: free parameters fitted to facts by approximate Bayesian computation. A Latin
//! hypercube is tried first; later waves try points around the nearest ones so far (population Monte
//! Carlo), which end as a sample of parameters that reproduce the facts best.

mod files;
mod fit;
mod search;

pub use fit::{Ending, Fit, Point, run, runs};
