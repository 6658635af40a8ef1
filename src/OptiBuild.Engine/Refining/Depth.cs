namespace OptiBuild.Engine.Refining;

/// <summary>How far a unit is taken back.</summary>
enum Depth
{
    /// <summary>As quantized.</summary>
    None,

    /// <summary>Computes in float; its weights stay stored as int8.</summary>
    Computation,

    /// <summary>Computes in float with its float weights.</summary>
    Weights,
}
