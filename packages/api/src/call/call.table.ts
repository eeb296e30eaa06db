import type { ColumnType, Generated } from 'kysely';
import type { CallQualityReport, CallSide, CallState } from '../contract/call-views.ts';
import type { Call } from './machine/call-state.ts';

export interface CallTables {
  call: {
    id: string;
    /** `null` for a call between two operators: that belongs to the visitor's call `beside`. */
    conversation_id: string | null;
    beside: string | null;
    stream_id: number;
    state: CallState;
    /** Whose device has the call on this side; null: nobody's yet. One person is in one live call at most. */
    visitor_id: string | null;
    /** Of a call between two operators the colleague, for whom it is the one. */
    operator_id: string | null;
    /** The machine's state; what the other columns say is taken from it. */
    data: ColumnType<Call, string, string>;
    /** When the sweeper looks at it next; may be early, never late. Null when it has ended. */
    next_deadline: Date | null;
    /** The same for a call between two operators. */
    side_deadline: Date | null;
    created_at: Generated<Date>;
  };
  /** Ids of calls that were started while another one lived: the same id again finds that one. */
  call_alias: {
    id: string;
    call_id: string;
  };
  /** Leases of attached devices, beside the call so that renewing them all is one statement without its lock. */
  call_lease: {
    call_id: string;
    party_id: string;
    device_id: string;
    until: Date;
  };
  /** What a device says of a call that it has, or had. */
  call_quality: {
    call_id: string;
    side: CallSide;
    party_id: string;
    device_id: string;
    report: ColumnType<CallQualityReport, string, string>;
    at: Date;
  };
  /** One row: when any process swept last. A gap means that nobody could keep deadlines. */
  call_sweep: {
    id: Generated<boolean>;
    last_at: Date;
  };
}
