
# From within their folder: with many parts their full paths would be too long a command. Names what
# is missing, if a part is, and then writes nothing.
cd -- "$PARTS" || exit 1
exec "$LANDFALL" merge * --out "$RESULT"
