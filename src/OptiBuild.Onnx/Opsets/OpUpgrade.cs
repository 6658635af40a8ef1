namespace OptiBuild.Onnx.Opsets;

/// <summary>What opset <paramref name="Since"/> changed about an operator so that older nodes of it must change too.</summary>
/// <param name="Op">An operator of the standard domain.</param>
/// <param name="Since">The first opset with the change.</param>
/// <param name="Change">In words, for logs.</param>
/// <param name="Needed">Whether a node is touched by it.</param>
/// <param name="Apply">Makes the node mean in the new opset what it meant before.</param>
sealed record OpUpgrade(string Op, int Since, string Change, Func<Node, bool> Needed, Action<UpgradeSite> Apply)
{
    /// <summary>Why a node cannot be upgraded; null where it can.</summary>
    public Func<Node, string?> Refuse { get; init; } = _ => null;
}
