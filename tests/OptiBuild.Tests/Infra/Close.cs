namespace OptiBuild.Tests.Infra;

/// <summary>Tolerances by name, to be passed to <c>Assert.Equal</c>. There is no default: every use says what it allows.</summary>
sealed class Close : IEqualityComparer<double>, IEqualityComparer<float>
{
    readonly double absolute, relative;

    Close(double absolute, double relative) => (this.absolute, this.relative) = (absolute, relative);

    /// <summary>|expected − actual| ≤ tolerance, or both the same infinity.</summary>
    public static Close Within(double tolerance) => new(tolerance, 0);

    /// <summary>|expected − actual| ≤ share · the larger magnitude, or both the same infinity.</summary>
    public static Close Relative(double share) => new(0, share);

    public bool Equals(double expected, double actual) =>
        expected == actual || Math.Abs(expected - actual) <= absolute + relative * Math.Max(Math.Abs(expected), Math.Abs(actual));

    public bool Equals(float expected, float actual) => Equals((double)expected, actual);

    public int GetHashCode(double value) => 0;

    public int GetHashCode(float value) => 0;
}
