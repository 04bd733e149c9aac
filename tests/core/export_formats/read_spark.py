"""Reads a Parquet, a JSON Lines and a CSV export, and prints what Spark found as JSON."""

import json
import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as f
from pyspark.sql.types import ArrayType, BooleanType, DoubleType, LongType, StringType, StructField, StructType, TimestampType

TYPES = {
    "timestamp": TimestampType(), "seq": LongType(), "response_status": LongType(), "duration_ms": DoubleType(),
    "tool_error": BooleanType(), "supersedes": LongType(), "error": StringType(), "session_id": StringType(),
    "request": StringType(),
}  # fmt: skip


def facts(entry):
    kinds = dict(entry.dtypes)
    flags = f.size("flags") if kinds["flags"] == "array<string>" else f.size(f.split(f.nullif("flags", f.lit("")), " "))
    one = entry.select(
        f.count("*").alias("rows"), f.sum("seq").alias("seq"), f.sum("response_status").alias("status"),
        f.sum(f.round(f.col("duration_ms") * 1000)).cast("long").alias("duration_us"),
        f.count_if("tool_error").alias("tool_errors"), f.count_if(f.col("tool_error").isNull()).alias("untold"),
        f.sum("supersedes").alias("supersedes"), f.min(f.unix_micros("timestamp")).alias("first_us"),
        (f.sum(f.unix_micros("timestamp").cast("decimal(38)")) % 1000000007).cast("long").alias("micros"),
        f.sum(f.greatest(flags, f.lit(0))).cast("long").alias("flags"), f.max(f.when(f.col("seq") == 12, f.col("error"))).alias("error"),
        f.max(f.when(f.col("seq") == 22, f.col("session_id"))).alias("session"),
        f.sum(f.length(f.get_json_object("request", "$.id"))).alias("question"),
    ).first().asDict()  # fmt: skip
    days = entry.select("dt").distinct().count() if "dt" in kinds else None
    return {"facts": one, "types": kinds, "days": days}


def undone(entry):
    """CSV: an apostrophe at the beginning of a text is not part of it."""
    texts = [name for name, kind in entry.dtypes if kind == "string"]
    return entry.withColumns({name: f.regexp_replace(name, "^'", "") for name in texts})


parquet, lines, table = sys.argv[1:]
spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").config("spark.sql.session.timeZone", "UTC").getOrCreate()
spark.sparkContext.setLogLevel("ERROR")
flagged = [*((name, kind) for name, kind in TYPES.items()), ("flags", ArrayType(StringType()))]
names = spark.read.option("header", True).csv(table).columns
columns = StructType([StructField(name, TYPES.get(name, StringType())) for name in names])
found = [
    facts(spark.read.parquet(parquet)),
    facts(spark.read.schema(StructType([StructField(*field) for field in flagged])).json(lines)),
    facts(undone(spark.read.schema(columns).csv(table, header=True, multiLine=True, quote='"', escape='"'))),
]
print(json.dumps(found))
