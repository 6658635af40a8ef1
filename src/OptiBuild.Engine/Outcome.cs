using OptiBuild.Engine.Packing;
using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Validation;

namespace OptiBuild.Engine;

/// <summary>What a run came to, before it is judged: the same for the same inputs, whatever the result is held against.</summary>
/// <param name="Report">Without what a judgement adds.</param>
/// <param name="Notes">What was noticed of the data, and decides nothing.</param>
sealed record Outcome(Shipment Shipment, ModelReport Report, NotANumber? NotANumber, IReadOnlyList<Finding> Notes);
