"""Sends logs, a span and metrics to an OTLP receiver as an application with the OpenTelemetry SDK for Python does."""

import sys

from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

protocol, address, compression, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])

if protocol == "grpc":
    from grpc import Compression
    from opentelemetry.exporter.otlp.proto.grpc._log_exporter import OTLPLogExporter
    from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

    chosen = Compression.Gzip if compression == "gzip" else Compression.NoCompression
    options = {"endpoint": f"http://{address}", "insecure": True, "compression": chosen}
    logs, spans, metrics = OTLPLogExporter(**options), OTLPSpanExporter(**options), OTLPMetricExporter(**options)
else:
    from opentelemetry.exporter.otlp.proto.http import Compression
    from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    chosen = Compression.Gzip if compression == "gzip" else Compression.NoCompression
    options = {"compression": chosen}
    logs = OTLPLogExporter(endpoint=f"http://{address}/v1/logs", **options)
    spans = OTLPSpanExporter(endpoint=f"http://{address}/v1/traces", **options)
    metrics = OTLPMetricExporter(endpoint=f"http://{address}/v1/metrics", **options)

resource = Resource.create({"service.name": "codex_exec", "host.name": "laptop"})

logger_provider = LoggerProvider(resource=resource)
logger_provider.add_log_record_processor(BatchLogRecordProcessor(logs))
logger = logger_provider.get_logger("codex_otel.log_only")
for number in range(count):
    logger.emit(
        LogRecord(
            timestamp=1_795_434_906_983_645_261 + number,
            observed_timestamp=1_795_434_906_983_645_262 + number,
            severity_text="INFO",
            severity_number=SeverityNumber.INFO,
            body=f"body {number}",
            attributes={
                "event.name": "codex.tool_result",
                "conversation.id": "0199-session",
                "call_id": f"call_{number}",
                "output": "grüße ✓",
                "success": True,
                "tool_result_seq": 2**53 + number,
                "ratio": 0.5,
                "list": ["a", "b"],
            },
        )
    )
logger_provider.shutdown()

tracer_provider = TracerProvider(resource=resource)
tracer_provider.add_span_processor(BatchSpanProcessor(spans))
tracer = tracer_provider.get_tracer("codex")
for number in range(count):
    with tracer.start_as_current_span("turn", attributes={"cwd": "/home"}) as span:
        span.add_event("asked", {"number": number})
tracer_provider.shutdown()

reader = PeriodicExportingMetricReader(metrics)
meter_provider = MeterProvider(resource=resource, metric_readers=[reader])
meter = meter_provider.get_meter("codex")
meter.create_counter("codex.turns").add(2, {"model": "gpt"})
meter.create_histogram("codex.duration").record(12.5)
meter_provider.shutdown()
