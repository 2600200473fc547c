
# Every part is a file that is open at once, and the usual limit is a thousand.
ulimit -S -n "$(ulimit -H -n)"
# From within their folder: with many parts their full paths would be too long a command. Names what
# is missing, if a part is, and then writes nothing.
cd -- "$PARTS" || exit 1
exec "$LANDFALL" merge * --out "$RESULT"
