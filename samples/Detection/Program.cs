using System.Globalization;
using Detection;
using Microsoft.ML.OnnxRuntime;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var path = args.Length > 0 ? args[0] : Path.Combine(AppContext.BaseDirectory, "Data", "validate", "images", "0000.png");
var picture = Picture.Read(path);
if ((picture.Width, picture.Height) != (64, 64)) throw new InvalidDataException($"'{path}' has {picture.Width} × {picture.Height} pixels; the model takes 64 × 64.");

// As Data/validate/images.json says, which OptiBuild reads: (pixel / 255 − 0.25) / 0.5.
var pixels = Array.ConvertAll(picture.Pixels, p => (p / 255f - 0.25f) / 0.5f);
using var session = Models.Garments.CreateSession();
using var input = OrtValue.CreateTensorValueFromMemory(pixels, [1, 1, 64, 64]);
using var outputs = session.Run(new RunOptions(), [Models.Garments.Inputs.Image], [input],
    [Models.Garments.Outputs.Boxes, Models.Garments.Outputs.Scores, Models.Garments.Outputs.Classes]);
var (boxes, scores, classes) = (outputs[0].GetTensorDataAsSpan<float>().ToArray(), outputs[1].GetTensorDataAsSpan<float>().ToArray(), outputs[2].GetTensorDataAsSpan<long>().ToArray());
var found = Enumerable.Range(0, scores.Length).Where(i => scores[i] > 0.5).Select(i => new Garment(Models.Garments.ClassNames[(int)classes[i]], scores[i], boxes[(4 * i)..(4 * i + 4)])).ToArray();

Console.WriteLine($"{Path.GetFileName(path)} shows {found.Length} garments:");
foreach (var garment in found) Console.WriteLine($"  {garment}");
var drawing = Path.Combine(AppContext.BaseDirectory, Path.ChangeExtension(Path.GetFileName(path), ".svg"));
File.WriteAllText(drawing, Drawing.Of(path, picture, found));
Console.WriteLine($"Drawn in {drawing}");
Console.WriteLine($"Size:     {Models.Garments.OriginalBytes:N0} bytes as trained, {Models.Garments.EmbeddedBytes:N0} embedded");
Console.WriteLine($"Evidence: {Models.Garments.MetricName} {Models.Garments.MetricOriginal:P2} before, {Models.Garments.MetricOptimized:P2} after, on {Models.Garments.Samples:N0} images;");
Console.WriteLine($"          the loss is at most {Models.Garments.LossUpper:P2} with {Models.Garments.Confidence:P0} confidence");
