export interface PresenceTables {
  /** A process and its lease: who has not said so for a while is gone, and all he vouched for with him. */
  presence_node: {
    id: string;
    beat_at: Date;
  };
  presence: {
    node_id: string;
    project_id: string;
    kind: 'visitor' | 'operator';
    party_id: string;
    name: string | null;
  };
}
