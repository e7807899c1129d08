//! What was lost of each specification before, so that nothing more is lost: a text file with tabs, one line each.

use crate::row::Row;

const HEAD: &str = "# What the types of each specification do not declare; it may only become less, and operations only more.\n\
                    # spec\toperations\traw properties\traw bodies\tuntyped errors\traw unions\tleft out\n";

/// The file for rows.
pub fn text(rows: &[Row]) -> String {
    let mut lines: Vec<String> = rows.iter().map(line).collect();
    lines.sort();
    format!("{HEAD}{}", lines.concat())
}

fn line(row: &Row) -> String {
    let numbers = numbers(row).map(|number| number.to_string());
    format!("{}\t{}\n", row.name, numbers.join("\t"))
}

fn numbers(row: &Row) -> [usize; 6] {
    let left_out = row.left_out.len();
    [
        row.operations,
        row.raw_properties,
        row.raw_bodies,
        row.untyped_errors,
        row.raw_unions,
        left_out,
    ]
}

/// In what rows are worse than a baseline; a specification that it does not have is not compared.
pub fn worse(baseline: &str, rows: &[Row]) -> Vec<String> {
    let mut worse = Vec::new();
    for line in baseline.lines().filter(|line| !line.starts_with('#')) {
        let mut cells = line.split('\t');
        let name = cells.next().unwrap_or_default();
        let Some(row) = rows.iter().find(|row| row.name == name) else {
            continue;
        };
        let then: Vec<usize> = cells.filter_map(|cell| cell.parse().ok()).collect();
        let now = numbers(row);
        let fewer_operations = then.first().is_some_and(|then| now[0] < *then);
        if fewer_operations || now.iter().zip(&then).skip(1).any(|(now, then)| now > then) {
            worse.push(format!("{name}: {now:?}, and before {then:?}"));
        }
    }
    worse
}
