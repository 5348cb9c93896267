namespace Wfn.Training.Optimisation;

/// <summary>What happens to the weights after each backward pass.</summary>
internal interface IWeightUpdate
{
    /// <summary>Changes <see cref="WeightVector.Values"/>, given <see cref="WeightVector.Gradient"/>, which it may change, too.</summary>
    /// <param name="loss">The batch's mean loss.</param>
    void Apply(double loss);

    /// <summary>Writes what later steps depend on, besides the weights.</summary>
    void Write(BinaryWriter writer);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    void Read(BinaryReader reader);
}
