//! Floor 1: the nouns of the model. It holds what there is and takes no decisions.

pub mod authority;
pub mod city;
pub mod cluster;
pub mod district;
pub mod enterprise;
pub mod land_bank;
pub mod parcel;
pub mod plant;
pub mod project;
pub mod quota;
pub mod sector;
pub mod standard;
pub mod witness;
