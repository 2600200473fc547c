//! Hazard clocks: a timed chance event as one threshold against accumulating hazard.

/// A clock that strikes when the hazard it has met passes its threshold.
///
/// The threshold is unit-exponential and drawn once per entity, process and occurrence. A higher
/// hazard makes the *same* event earlier, so comparisons between policies are monotone.
///
/// ```
/// use landfall::kernel::chance::Clock;
///
/// let mut calm = Clock::new(1.0);
/// let mut hasty = Clock::new(1.0);
/// let weeks = |clock: &mut Clock, hazard| (1..).find(|_| clock.advance(hazard));
/// assert!(weeks(&mut hasty, 0.3) < weeks(&mut calm, 0.1));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clock {
    threshold: f64,
    met: f64,
}

impl Clock {
    /// A clock with this threshold, which has met no hazard yet.
    #[must_use]
    pub fn new(threshold: f64) -> Self {
        Self {
            threshold,
            met: 0.0,
        }
    }

    /// Adds the hazard of one period; says whether the clock has struck by its end.
    pub fn advance(&mut self, hazard: f64) -> bool {
        self.met += hazard;
        self.met >= self.threshold
    }

    /// Adds the hazard of one period of constant rate; the share of the period that had passed
    /// when the clock struck, or nothing if it did not strike in it.
    pub fn strikes_within(&mut self, hazard: f64) -> Option<f64> {
        let before = self.met;
        self.advance(hazard)
            .then(|| ((self.threshold - before) / hazard).clamp(0.0, 1.0))
    }

    /// How near the event is: the share of the threshold that is used up, 1 when it strikes.
    #[must_use]
    pub fn nearness(&self) -> f64 {
        (self.met / self.threshold).min(1.0)
    }
}
