using System.Runtime.CompilerServices;

namespace OptiBuild.Numerics;

/// <summary>Checks at the edge: public methods verify the lengths of their spans here, kernels assert only.</summary>
static class Shape
{
    public static void Require(bool holds, [CallerArgumentExpression(nameof(holds))] string condition = "")
    {
        if (!holds) throw new ArgumentException($"Required: {condition}.");
    }
}
