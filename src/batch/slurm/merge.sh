
# Names what is missing, if a part is, and then writes nothing.
exec "$LANDFALL" merge "$PARTS"/* --out "$RESULT"
