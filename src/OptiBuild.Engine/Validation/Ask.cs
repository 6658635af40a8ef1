using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics;

namespace OptiBuild.Engine.Validation;

/// <summary>A model that can be asked: the outputs of each sample of the batch.</summary>
public delegate IReadOnlyList<IReadOnlyList<Output>> Ask(Batch batch);
