//! Journals: the bytes as they are; or, where the first is odd, cut into records with right checksums, so
//! that what is read behind them is reached.

#![no_main]

use landfall::batch::Contents;
use libfuzzer_sys::fuzz_target;

const MARK: &[u8] = b"LFRUNS\0\x03";

fuzz_target!(|bytes: &[u8]| {
    let (Some((choice, content)), mut journal) = (bytes.split_first(), Vec::new()) else {
        return;
    };
    let records: Vec<&[u8]> = content.split(|&byte| byte == b'\n').collect();
    if choice % 2 == 0 {
        journal.extend(content);
    } else {
        journal.extend(MARK);
        for (number, record) in records.iter().enumerate() {
            let mut hasher = crc32fast::Hasher::new();
            let kind = 0_u64.to_le_bytes();
            hasher.update(&(number as u64).to_le_bytes());
            hasher.update(&kind);
            hasher.update(record);
            journal.extend((record.len() as u64).to_le_bytes());
            journal.extend(kind);
            journal.extend(u64::from(hasher.finalize()).to_le_bytes());
            journal.extend(*record);
        }
    }
    let found = Contents::scan(&journal[..], journal.len() as u64).expect("memory can be read");
    if choice % 2 == 1 {
        let found = found.expect("its beginning is whole");
        assert_eq!(found.records() + 1, records.len() as u64);
        assert_eq!(found.end(), journal.len() as u64);
    }
});
