// A starter: logs what comes in and answers as the caller expects. Replace it with your own code.
exports.handler = async (event) => {
  console.log(JSON.stringify(event));
  if (Array.isArray(event.Records)) {
    return { batchItemFailures: [] };
  }
  if (event.requestContext) {
    return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ok: true }) };
  }
  return event;
};
