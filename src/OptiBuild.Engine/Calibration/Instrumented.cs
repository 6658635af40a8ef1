using OptiBuild.Onnx;

namespace OptiBuild.Engine.Calibration;

static class Instrumented
{
    /// <summary>The model with the named values as its only outputs; those that no node computes are left out.</summary>
    public static byte[] Bytes(Model model, IEnumerable<string> names)
    {
        var copy = model.Clone();
        var wanted = names.Distinct().Select(n => copy.Graph.Find(n)!).Where(v => v.Producer is not null).ToArray();
        copy.Graph.Outputs.Clear();
        copy.Graph.Outputs.AddRange(wanted);
        return ModelWriter.ToBytes(copy);
    }
}
