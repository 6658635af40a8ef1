using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Tabular;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var stone = Diamond.Parse(args);
using var session = Models.Diamonds.CreateSession();
using var input = OrtValue.CreateTensorValueFromMemory(stone.Features, [1, Diamond.Count]);
using var outputs = session.Run(new RunOptions(), [Models.Diamonds.Inputs.Features], [input], [Models.Diamonds.Outputs.Price]);
var price = outputs[0].GetTensorDataAsSpan<float>()[0];

Console.WriteLine($"{stone}: about {price * 1000:N0} dollars");
Console.WriteLine($"Size:     {Models.Diamonds.OriginalBytes:N0} bytes as trained, {Models.Diamonds.EmbeddedBytes:N0} embedded");
Console.WriteLine($"Evidence: {Models.Diamonds.MetricName} {Models.Diamonds.MetricOriginal * 1000:N1} dollars before, {Models.Diamonds.MetricOptimized * 1000:N1} after, on {Models.Diamonds.Samples:N0} stones;");
Console.WriteLine($"          it grows by at most {Models.Diamonds.LossUpper * 1000:N1} dollars with {Models.Diamonds.Confidence:P0} confidence");
