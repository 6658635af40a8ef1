namespace OptiBuild.Engine.Metrics.Detection;

/// <summary>What a model believes to see: corners in pixels of its input.</summary>
readonly record struct FoundBox(int Class, double Score, double X0, double Y0, double X1, double Y1);
