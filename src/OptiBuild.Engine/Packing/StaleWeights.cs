using System.Text;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Packing;

/// <summary>Weights that only the model needed that is about to be replaced.</summary>
static class StaleWeights
{
    /// <returns>The file; null where there is none, and where the model does not name it: it is somebody else's then.</returns>
    public static string? Of(string output)
    {
        var weights = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(output))!, ModelWriter.WeightsFileOf(output));
        try
        {
            return File.Exists(weights) && File.Exists(output) && Names(File.ReadAllBytes(output), Path.GetFileName(weights)) ? weights : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What cannot be read is left alone; writing says what is wrong.
            return null;
        }
    }

    /// <summary>Whether a pair of key and value, StringStringEntryProto of onnx.proto, says that tensors lie in that file.</summary>
    static bool Names(ReadOnlySpan<byte> model, string file)
    {
        var name = Encoding.UTF8.GetBytes(file);
        byte[] entry = [0x0A, 8, .. "location"u8, 0x12, (byte)name.Length, .. name];
        return name.Length < 0x80 && model.IndexOf(entry) >= 0;
    }
}
