//! Counters of one part of the model, each named once: made, started at zero and read alike.

use super::{Layout, Tally};

/// Something that counts from zero.
pub trait Counter {
    /// At zero, for a layout.
    fn zero(layout: &Layout) -> Self;
    /// Starts at zero again.
    fn clear(&mut self);
}

impl Counter for Tally {
    fn zero(layout: &Layout) -> Self {
        Self::new(layout)
    }

    fn clear(&mut self) {
        Self::clear(self);
    }
}

impl Counter for f64 {
    fn zero(_: &Layout) -> Self {
        0.0
    }

    fn clear(&mut self) {
        *self = 0.0;
    }
}

impl<T: Counter, const N: usize> Counter for [T; N] {
    fn zero(layout: &Layout) -> Self {
        std::array::from_fn(|_| T::zero(layout))
    }

    fn clear(&mut self) {
        self.iter_mut().for_each(T::clear);
    }
}

/// Declares `Metrics`, a resource of counters, with `install`, which has them start at zero when
/// counting begins, and `count`, which reads 0 where they are not installed.
macro_rules! counters {
    ($(#[$about:meta])* pub struct Metrics { $($(#[$doc:meta])* $visible:vis $counter:ident: $kind:ty,)* }) => {
        $(#[$about])*
        #[derive(bevy_ecs::prelude::Resource, Debug, Clone, Default)]
        pub struct Metrics {
            $($(#[$doc])* $visible $counter: $kind,)*
        }

        impl Metrics {
            /// Every counter at zero.
            pub(super) fn new(layout: &$crate::kernel::record::Layout) -> Self {
                use $crate::kernel::record::Counter;
                Self { $($counter: <$kind as Counter>::zero(layout),)* }
            }

            /// Starts every counter at zero again.
            fn clear(&mut self) {
                $($crate::kernel::record::Counter::clear(&mut self.$counter);)*
            }
        }

        /// Installs the counters.
        pub(super) fn install(model: &mut $crate::kernel::model::Model) {
            let layout = model.world.get_resource::<$crate::kernel::record::Layout>();
            let metrics = Metrics::new(&layout.cloned().unwrap_or_default());
            model.world.insert_resource(metrics);
            model.when_counting_begins(|world| world.resource_mut::<Metrics>().clear());
        }

        /// A count; 0 where nothing counts it.
        fn count(world: &bevy_ecs::world::World, of: impl Fn(&Metrics) -> f64) -> f64 {
            world.get_resource::<Metrics>().map_or(0.0, of)
        }
    };
}

pub(crate) use counters;
