using OptiBuild.Onnx;

namespace OptiBuild.Benchmarks.Saturation;

/// <summary>The smallest product that saturates.</summary>
static class Probe
{
    /// <summary>255·127 + 255·127, and what is left of it in 16 bits.</summary>
    public const int Exact = 64770, Saturated = 32767;

    public static int Sum()
    {
        var model = ModelText.Parse("g (uint8[1,2] x) => (int32[1,1] y) <int8[2,1] w = {127, 127}> { y = MatMulInteger(x, w) }");
        using var session = new Session(ModelWriter.ToBytes(model), Precision.AsIs);
        return (int)session.Run([new("x", ElementType.UInt8, [1, 2], new byte[] { 255, 255 })]).Single().Values[0];
    }
}
