using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using Garments;
using Microsoft.ML.OnnxRuntime;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var number = args.Length > 0 ? int.Parse(args[0]) : 0;
var data = Path.Combine(AppContext.BaseDirectory, "Data");
var classes = Models.Garments.ClassNames;
var image = MemoryMarshal.Cast<byte, float>(ReadArray("image")).Slice(number * 28 * 28, 28 * 28).ToArray();
var label = MemoryMarshal.Cast<byte, long>(ReadArray("labels"))[number];

using var session = Models.Garments.CreateSession();
using var input = OrtValue.CreateTensorValueFromMemory(image, [1, 1, 28, 28]);
using var outputs = session.Run(new RunOptions(), [Models.Garments.Inputs.Image], [input], [Models.Garments.Outputs.Logits]);
var predicted = outputs[0].GetTensorDataAsSpan<float>().ToArray().Index().MaxBy(logit => logit.Item).Index;

Console.WriteLine($"Image {number} of the validation data is a {classes[(int)label]}; the model says {classes[predicted]}.");
Console.WriteLine($"Size:     {Models.Garments.OriginalBytes:N0} bytes as trained, {Models.Garments.OptimizedBytes:N0} optimized, {Models.Garments.EmbeddedBytes:N0} embedded");
Console.WriteLine($"Evidence: {Models.Garments.MetricName} {Models.Garments.MetricOriginal:P2} before, {Models.Garments.MetricOptimized:P2} after, on {Models.Garments.Samples:N0} images;");
Console.WriteLine($"          the loss is at most {Models.Garments.LossUpper:P2} with {Models.Garments.Confidence:P0} confidence");

// An array of an .npz file: a zip entry of a header, whose length stands in bytes 8 and 9, and the numbers.
ReadOnlySpan<byte> ReadArray(string name)
{
    using var file = ZipFile.OpenRead(Path.Combine(data, "validate.npz"));
    using var entry = file.GetEntry(name + ".npy")!.Open();
    using var memory = new MemoryStream();
    entry.CopyTo(memory);
    var bytes = memory.ToArray();
    return bytes.AsSpan(10 + BitConverter.ToUInt16(bytes, 8));
}
