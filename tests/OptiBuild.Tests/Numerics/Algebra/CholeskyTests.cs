using OptiBuild.Numerics.Algebra;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics.Algebra;

public class CholeskyTests
{
    public static TheoryData<int> Sizes => [0, 1, 2, 7, 63, 64, 65, 130, 200];

    /// <summary>XᵀX / n + I for 2n Gaussian rows: condition number below 10.</summary>
    static double[] Definite(int n, ulong seed)
    {
        var x = Samples.Gaussian(2 * n * n, 1, seed);
        var a = new double[n * n];
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++)
                a[i * n + j] = Enumerable.Range(0, 2 * n).Sum(r => (double)x[r * n + i] * x[r * n + j]) / n + (i == j ? 1 : 0);
        return a;
    }

    static double Product(double[] left, double[] right, int n, (int I, int J) at) =>
        Enumerable.Range(0, n).Sum(k => left[at.I * n + k] * right[k * n + at.J]);

    static double[] UpperPart(double[] a, int n) => [.. a.Select((value, at) => at / n <= at % n ? value : 0)];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void TheFactorsProductIsTheMatrix(int n)
    {
        var a = Definite(n, seed: 1);
        var u = a.ToArray();

        Assert.True(Cholesky.Factor(u, n));

        u = UpperPart(u, n);
        var transposed = u.Select((_, at) => u[at % n * n + at / n]).ToArray();
        for (var i = 0; i < n; i++)
            // n roundings of 2⁻⁵³ of entries below 4.
            for (var j = 0; j < n; j++) Assert.Equal(a[i * n + j], Product(transposed, u, n, (i, j)), Close.Within(1e-12));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void TheInverseTimesTheFactorIsTheIdentity(int n)
    {
        var u = Definite(n, seed: 2);
        Cholesky.Factor(u, n);
        var inverse = u.ToArray();

        UpperInverse.Replace(inverse, n);

        var upper = UpperPart(u, n);
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++)
                Assert.Equal(i == j ? 1 : 0, Product(upper, inverse, n, (i, j)), Close.Within(1e-12));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void TheDefiniteInverseTimesTheMatrixIsTheIdentity(int n)
    {
        var a = Definite(n, seed: 3);
        var inverse = a.ToArray();

        Assert.True(DefiniteInverse.Replace(inverse, n));

        for (var i = 0; i < n; i++)
            // n roundings of 2⁻⁵³ times the condition number.
            for (var j = 0; j < n; j++) Assert.Equal(i == j ? 1 : 0, Product(a, inverse, n, (i, j)), Close.Within(1e-11));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void SaysWhereAMatrixIsNotDefinite(double pivot)
    {
        var a = Definite(80, seed: 3);
        a[70 * 80 + 70] = pivot;

        Assert.False(Cholesky.Factor(a, 80));
    }
}
