//! Points of the unit box, one flat list of coordinates.

/// Points that each have the same number of coordinates.
#[derive(Debug, Clone, PartialEq)]
pub struct Points {
    dimensions: usize,
    coordinates: Vec<f64>,
}

impl Points {
    /// No point yet, with room for some.
    #[must_use]
    pub(super) fn with_room(points: usize, dimensions: usize) -> Self {
        Self {
            dimensions,
            coordinates: Vec::with_capacity(points * dimensions),
        }
    }

    /// Points at the origin.
    #[must_use]
    pub(super) fn at_origin(points: usize, dimensions: usize) -> Self {
        Self {
            dimensions,
            coordinates: vec![0.0; points * dimensions],
        }
    }

    /// Adds a point: as many coordinates as there are dimensions.
    pub(super) fn push(&mut self, point: impl IntoIterator<Item = f64>) {
        self.coordinates.extend(point);
        debug_assert!(self.dimensions == 0 || self.coordinates.len() % self.dimensions == 0);
    }

    /// Sets a coordinate of a point.
    pub(super) fn set(&mut self, point: usize, dimension: usize, value: f64) {
        self.coordinates[point * self.dimensions + dimension] = value;
    }

    /// The points, one after the other.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[f64]> + Clone {
        self.coordinates.chunks_exact(self.dimensions.max(1))
    }
}
