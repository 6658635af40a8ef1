using OptiBuild.Engine.Reports;

namespace OptiBuild.Engine.Validation;

/// <summary>What one pass over the validation data showed.</summary>
public sealed record Measurement(MetricReport Metric, NotANumber? NotANumber)
{
    public IReadOnlyList<Finding> Notes { get; init; } = [];
}

/// <summary>The first place where the optimized model answers NaN and the original does not.</summary>
public sealed record NotANumber(string Output, string Sample);
