
namespace OptiBuild.Engine.Quantization.Placing;

/// <summary>What ONNX Runtime's kernels take, in nanoseconds on one thread. A table, not a measurement on the machine at hand: the same model comes out everywhere.</summary>
/// <param name="Multiply">Per multiplication of a convolution or matrix product.</param>
/// <param name="Depthwise">Per multiplication of a depthwise convolution.</param>
/// <param name="Weight">Per weight that has to come from memory: what a product with one row costs.</param>
/// <param name="Element">Per element of an elementwise operator.</param>
/// <param name="Node">Per operator, whatever its size.</param>
/// <param name="Product">Per matrix product, whatever its size.</param>
/// <param name="Column">Per column of a matrix product: int8 kernels work out a factor for each in every run.</param>
/// <param name="Recurrent">Per weight and step of a recurrent operator.</param>
/// <param name="Step">Per step of a recurrent operator, whatever its size, beyond what a float one takes.</param>
public sealed record KernelCosts(double Multiply, double Depthwise, double Weight, double Element, double Node, double Product, double Column, double Recurrent, double Step);

/// <param name="Convert">Per element that QuantizeLinear or DequantizeLinear converts.</param>
/// <param name="ConvertNode">Per QuantizeLinear or DequantizeLinear.</param>
/// <param name="Range">Per element whose range is taken and which is converted in each run, inside a product's kernel or before several.</param>
/// <param name="RangeNode">The same, per activation, whatever its size.</param>
public sealed record Costs(KernelCosts Float, KernelCosts Int8, double Convert, double ConvertNode, double Range, double RangeNode)
{
    /// <summary>Processors with AVX512-VNNI: rounded from build/benchmarks/amd-epyc/operators.md.</summary>
    public static readonly Costs Vnni = new(
        Float: new(Multiply: 0.0085, Depthwise: 0.020, Weight: 0.040, Element: 0.08, Node: 1000, Product: 250, Column: 0, Recurrent: 0.0235, Step: 0),
        Int8:  new(Multiply: 0.0027, Depthwise: 0.031, Weight: 0.0155, Element: 0.10, Node: 1000, Product: 700, Column: 5, Recurrent: 0.0085, Step: 190),
        Convert: 0.165, ConvertNode: 1500, Range: 0.09, RangeNode: 1000);

    /// <summary>Processors without VNNI, by those among them that gain least: rounded from build/benchmarks/amd-epyc-avx512/operators.md. With AVX2 alone float takes twice as long, and int8 as well.</summary>
    public static readonly Costs Avx2 = Vnni with
    {
        Int8 = new(Multiply: 0.0046, Depthwise: 0.038, Weight: 0.0155, Element: 0.13, Node: 1000, Product: 700, Column: 5, Recurrent: 0.0085, Step: 190),
    };
}
