//! Journals: the bytes as they are; or, where the first is odd, cut into records with right checksums, so
//! that what is read behind them is reached.

#![no_main]

use landfall::batch::scan;
use libfuzzer_sys::fuzz_target;

const MARK: &[u8] = b"LFRUNS\0\x02";

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
            hasher.update(&(number as u64).to_le_bytes());
            hasher.update(record);
            journal.extend((record.len() as u64).to_le_bytes());
            journal.extend(u64::from(hasher.finalize()).to_le_bytes());
            journal.extend(*record);
        }
    }
    let found = scan(&journal[..], journal.len() as u64).expect("memory can be read");
    if choice % 2 == 1 {
        let (_, bounds) = found.expect("its beginning is whole");
        assert_eq!(bounds.len(), records.len());
        assert_eq!(bounds.last(), Some(&(journal.len() as u64)));
    }
});
